import type { ClockFact } from "./core/judge-findings";
import type { HealedSource } from "./healed-source";

/** The machine's clock moved against its own count of elapsed time by so much: all are asked again at once. */
const JUMP_MS = 1_000;

/** Reads of exchanges' clocks: as they were last measured, and anew where this machine's clock has just jumped. */
export function createClockWatch(
  sources: readonly HealedSource[],
  now: { readonly wall: () => number; readonly steady: () => number } = {
    wall: Date.now,
    steady: () => performance.now(),
  },
): () => Promise<readonly ClockFact[]> {
  let before = { wall: now.wall(), steady: now.steady() };
  return async () => {
    const seen = { wall: now.wall(), steady: now.steady() };
    const jumpMs = seen.wall - before.wall - (seen.steady - before.steady);
    before = seen;
    if (Math.abs(jumpMs) > JUMP_MS) await Promise.allSettled(sources.map((source) => source.measureClock()));
    return clocksOf(sources);
  };
}

/** The clocks that are known. */
export const clocksOf = (sources: readonly Pick<HealedSource, "status">[]): readonly ClockFact[] =>
  sources.flatMap((source) => {
    const { exchange, offsetMs, measuredAt } = source.status();
    // it tells when its price was made, and no clock
    return measuredAt === null || exchange === "luno" ? [] : [{ exchange, offsetMs }];
  });
