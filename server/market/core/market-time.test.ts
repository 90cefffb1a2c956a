import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import {
  catchUpWith,
  hasEnded,
  type MarketTime,
  nextCeiling,
  raiseCeiling,
  readMarketTime,
} from "./market-time";

const START = marketMs(1_700_000_000_000);
const fresh = (over: Partial<MarketTime> = {}): MarketTime => ({
  anchor: START,
  anchorMonotonicMs: 0,
  ceiling: START,
  speed: 60,
  endAt: null,
  ...over,
});

const act = fc.oneof(
  fc.record({ kind: fc.constant("pass" as const), ms: fc.double({ min: 0, max: 20_000, noNaN: true }) }),
  fc.record({ kind: fc.constant("extend" as const), ms: fc.constant(0) }),
  fc.record({ kind: fc.constant("kill" as const), ms: fc.double({ min: 0, max: 20_000, noNaN: true }) }),
);

describe("market time", () => {
  test("of live prices follows the machine, never back", () => {
    const live = fresh({ speed: 1, ceiling: marketMs(START + 60_000) });
    const slept = catchUpWith(live, 1_000, START + 3_600_000);
    expect(readMarketTime(slept, 1_000)).toBe(START + 3_600_000);
    expect(catchUpWith(slept, 2_000, START)).toBe(slept);
    expect(readMarketTime(slept, 2_000)).toBeGreaterThanOrEqual(START + 3_600_000);
  });

  test("stands still until a ceiling is saved", () => {
    expect(readMarketTime(fresh(), 10_000)).toBe(START);
  });

  test("runs at its speed below the ceiling and stops at it", () => {
    const time = raiseCeiling(fresh(), 0, marketMs(START + 120_000));
    expect(readMarketTime(time, 1_000)).toBe(START + 60_000);
    expect(readMarketTime(time, 5_000)).toBe(START + 120_000);
  });

  test("goes on from the ceiling after a late save, without making up for the pause", () => {
    const stopped = raiseCeiling(fresh(), 0, marketMs(START + 120_000));
    const later = raiseCeiling(stopped, 600_000, nextCeiling(stopped, 600_000));
    expect(readMarketTime(later, 600_000)).toBe(START + 120_000);
    expect(readMarketTime(later, 601_000)).toBe(START + 180_000);
  });

  test("ends at the last instant with prices", () => {
    const endAt = marketMs(START + 30_000);
    const time = raiseCeiling(fresh({ endAt }), 0, nextCeiling(fresh({ endAt }), 0));
    expect(readMarketTime(time, 60_000)).toBe(endAt);
    expect(hasEnded(time, 400)).toBe(false);
    expect(hasEnded(time, 500)).toBe(true);
  });

  test("never runs backwards nor past what was saved, whatever is killed when, at whatever speed", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), fc.constantFrom(1, 7.5, 60, 3600), (acts, speed) => {
        let [monotonic, saved, seen] = [0, START, START];
        let time = fresh({ speed });
        for (const { kind, ms } of acts) {
          monotonic += ms;
          if (kind === "extend") {
            saved = nextCeiling(time, monotonic);
            time = raiseCeiling(time, monotonic, saved);
          }
          // A new process knows the saved ceiling only.
          if (kind === "kill")
            time = fresh({ speed, anchor: saved, ceiling: saved, anchorMonotonicMs: monotonic });
          const now = readMarketTime(time, monotonic);
          expect(now).toBeGreaterThanOrEqual(seen);
          expect(now).toBeLessThanOrEqual(saved);
          seen = now;
        }
      }),
    );
  });
});
