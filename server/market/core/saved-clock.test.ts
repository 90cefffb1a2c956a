import fc from "fast-check";
import { expect, test } from "vitest";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { isStandingStill, marketTimeFrom, type SavedClock } from "./saved-clock";

const saved: SavedClock = {
  marketAt: marketMs(1_000_000),
  wallAt: wallMs(500),
  ceiling: marketMs(1_120_000),
  speed: 60,
};

test("another process reads market time from the last save on", () => {
  expect(marketTimeFrom(saved, wallMs(1_500))).toBe(1_060_000);
});

test("another process never reads past the ceiling nor before the save, whatever its wall clock says", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 10_000_000 }), (at) => {
      const now = marketTimeFrom(saved, wallMs(at));
      expect(now).toBeGreaterThanOrEqual(saved.marketAt);
      expect(now).toBeLessThanOrEqual(saved.ceiling);
    }),
  );
});

test("prices stand still when nothing is reserved ahead, or when the clock was not saved for a minute", () => {
  expect(isStandingStill(saved, wallMs(1_000))).toBe(false);
  expect(isStandingStill(saved, wallMs(61_000))).toBe(true);
  expect(isStandingStill({ ...saved, marketAt: saved.ceiling }, wallMs(1_000))).toBe(true);
});
