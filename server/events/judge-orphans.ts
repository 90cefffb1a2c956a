// Which open pieces of work have lost their job: a run that failed for good, an event that an engine took for a repeat
// or never had. Ages are on the wall clock.
import type { WallMs } from "@/server/kernel/clock";

export type Owned = {
  readonly id: string;
  readonly status: string;
  /** last sign of life of its job, or when it was asked for */
  readonly seenAt: WallMs;
  /** how often its job was sent anew */
  readonly takenUp: number;
};

const MINUTE_MS = 60_000;
/** A job at work gives a sign every few seconds; the longer waits are for an engine with a backlog. */
const SILENT_MAX_MS = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS] as const;
/** So often a job is sent anew before its work is ended. */
export const TAKE_UPS_MAX = SILENT_MAX_MS.length - 1;

/**
 * Those whose job has been silent for too long. One of a lane is carried out at a time: while it runs the others wait
 * rightly, and of those that only wait the oldest alone is judged.
 */
export function judgeOrphans<T extends Owned>(
  open: readonly T[],
  laneOf: (one: T) => string,
  wallNow: WallMs,
): readonly T[] {
  const first = new Map<string, T>();
  for (const one of open) {
    const before = first.get(laneOf(one));
    if (!before || (before.status !== "running" && one.status === "running")) first.set(laneOf(one), one);
  }
  return [...first.values()].filter(({ seenAt, takenUp }) => {
    const silentMaxMs = SILENT_MAX_MS[Math.min(takenUp, TAKE_UPS_MAX)] ?? MINUTE_MS;
    return wallNow - seenAt > silentMaxMs;
  });
}
