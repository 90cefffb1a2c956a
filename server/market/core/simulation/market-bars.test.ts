import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { invariant } from "@/server/kernel/result";
import { type Bar, marketBars } from "./market-bars";
import { type MarketPath, marketPaths } from "./market-path";
import { BURST_MS, HOUR_MS, STEP_MS, STEPS_PER_BURST } from "./simulation-grid";
import { universe } from "./universe";

const DAY_MS = 24 * HOUR_MS;
const DAY_2026 = Date.UTC(2026, 10, 22) / DAY_MS;

function pathOf(seed: number, index: number): MarketPath {
  const rules = universe[index];
  invariant(rules, "a market");
  const path = marketPaths(seed)(rules);
  invariant(path, "a path");
  return path;
}

/** The bar step by step, without leaving anything out. */
function everyStep(path: MarketPath, openAt: number, lengthMs: number): Bar {
  const prices: number[] = [];
  let units = 0;
  for (let step = openAt / STEP_MS; step < (openAt + lengthMs) / STEP_MS; step++) {
    const burst = Math.floor(step / STEPS_PER_BURST);
    prices.push(path.prices(burst)[step - burst * STEPS_PER_BURST] ?? 0);
    units += path.units(burst)[step - burst * STEPS_PER_BURST] ?? 0;
  }
  return {
    open: prices[0] ?? 0,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) ?? 0,
    units,
  };
}

describe("a bar of a simulated market", () => {
  test("shows exactly what its steps show, at any length, though it looks at few of them", () => {
    const lengths = [60_000, 180_000, BURST_MS, 3 * BURST_MS, HOUR_MS, 4 * HOUR_MS, DAY_MS];
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat({ max: universe.length - 1 }),
        fc.nat({ max: 900 }),
        (seed, index, daysBack) => {
          const path = pathOf(seed, index);
          const bar = marketBars(path);
          const openAt = (DAY_2026 - daysBack) * DAY_MS;
          for (const lengthMs of lengths)
            expect(bar(openAt, lengthMs)).toEqual(everyStep(path, openAt, lengthMs));
        },
      ),
      { numRuns: 25 },
    );
  });

  test("of a day looks into fewer than a third of its five-minute bursts", () => {
    const path = pathOf(6, 9);
    let looks = 0;
    const counted: MarketPath = {
      ...path,
      prices: (burst) => {
        looks++;
        return path.prices(burst);
      },
    };
    const bar = marketBars(counted);
    for (let day = DAY_2026 - 60; day < DAY_2026; day++) bar(day * DAY_MS, DAY_MS);
    expect(looks / 60).toBeLessThan(96);
    const before = looks;
    for (let day = DAY_2026 - 60; day < DAY_2026; day++) bar(day * DAY_MS, DAY_MS);
    expect(looks).toBe(before);
  });
});
