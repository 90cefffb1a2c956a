import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { invariant } from "@/server/kernel/result";
import { type MarketPath, marketPaths } from "./market-path";
import { simulatedBook } from "./simulated-book";
import { STEPS_PER_BURST, STEPS_PER_HOUR } from "./simulation-grid";
import { universe } from "./universe";

const STEP_2026 = (Date.UTC(2026, 10, 22) / 3_600_000) * STEPS_PER_HOUR;
const LEVELS_MIN = 20;

function pathOf(seed: number, index: number): MarketPath {
  const rules = universe[index];
  invariant(rules, "a market");
  const path = marketPaths(seed)(rules);
  invariant(path, "a path");
  return path;
}

const totalOf = (levels: readonly { readonly units: number }[]): number =>
  levels.reduce((sum, { units }) => sum + units, 0);

describe("a simulated book", () => {
  test("is whole ticks and units, best first, never crossed, and begins at the tick's own bid and ask", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat({ max: universe.length - 1 }),
        fc.nat({ max: 2_000_000 }),
        (seed, index, back) => {
          const [path, step] = [pathOf(seed, index), STEP_2026 - back];
          const { bids, asks } = simulatedBook(path, step);
          const burst = Math.floor(step / STEPS_PER_BURST);
          const last = path.prices(burst)[step - burst * STEPS_PER_BURST] ?? 0;
          const { below, above } = path.quotes(step);
          expect(bids[0]?.ticks).toBe(last - below);
          expect(asks[0]?.ticks).toBe(last + above);
          expect(last - below).toBeLessThan(last + above);
          for (const [side, direction] of [
            [bids, -1],
            [asks, 1],
          ] as const) {
            expect(side.length).toBeGreaterThanOrEqual(LEVELS_MIN);
            side.forEach(({ ticks, units }, level) => {
              expect(Number.isSafeInteger(ticks) && ticks >= 1).toBe(true);
              expect(Number.isSafeInteger(units) && units >= 1).toBe(true);
              const before = side[level - 1];
              if (before) expect((ticks - before.ticks) * direction).toBeGreaterThan(0);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is the same for the same seed, market and step, whatever was asked before", () => {
    const [one, other] = [pathOf(4, 9), pathOf(4, 9)];
    for (const back of [3, 70_000, 12, 0]) simulatedBook(other, STEP_2026 - back);
    expect(simulatedBook(one, STEP_2026)).toEqual(simulatedBook(other, STEP_2026));
    expect(simulatedBook(one, STEP_2026)).not.toEqual(simulatedBook(pathOf(5, 9), STEP_2026));
  });

  test("keeps most of its orders from one step to the next", () => {
    const path = pathOf(3, 0);
    let [kept, all] = [0, 0];
    for (let step = STEP_2026 - 200; step < STEP_2026; step++) {
      const next = new Map(simulatedBook(path, step + 1).asks.map(({ ticks, units }) => [ticks, units]));
      for (const { ticks, units } of simulatedBook(path, step).asks.slice(10)) {
        all++;
        if (next.get(ticks) === units) kept++;
      }
    }
    expect(kept / all).toBeGreaterThan(0.5);
  });

  test("is thinner in restless times", () => {
    const path = pathOf(8, 9);
    const steps = Array.from({ length: 1_500 }, (_, index) => STEP_2026 - index * 97);
    const byMood = steps
      .map((step) => ({ step, mood: path.volatility(Math.floor(step / STEPS_PER_BURST)) }))
      .toSorted((a, b) => a.mood - b.mood);
    const meanDepth = (some: typeof byMood): number =>
      some.reduce((sum, { step }) => sum + totalOf(simulatedBook(path, step).bids), 0) / some.length;
    expect(meanDepth(byMood.slice(-300))).toBeLessThan(meanDepth(byMood.slice(0, 300)) * 0.8);
  });
});
