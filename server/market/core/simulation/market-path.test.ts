import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MarketRules } from "@/server/exchange/core/market-rules";
import { invariant } from "@/server/kernel/result";
import { type MarketPath, marketPaths } from "./market-path";
import { BLOCK_HOURS, STEPS_PER_HOUR } from "./simulation-grid";
import { universe } from "./universe";

const HOUR_2026 = Math.floor(Date.UTC(2026, 10, 22) / 3_600_000);

function rulesOf(exchange: string, base: string): MarketRules {
  const found = universe.find((rules) => rules.exchange === exchange && rules.base === base);
  invariant(found, `${base} on ${exchange}`);
  return found;
}

function pathOf(seed: number, exchange: string, base: string): MarketPath {
  const path = marketPaths(seed)(rulesOf(exchange, base));
  invariant(path, "a path");
  return path;
}

/** Returns over `steps` steps, as differences of logarithms, hour after hour. */
function returnsOf(path: MarketPath, hours: number, steps: number): number[] {
  const prices: number[] = [];
  for (let hour = HOUR_2026 - hours; hour < HOUR_2026; hour++) {
    const { last } = path(hour);
    for (let step = 0; step < STEPS_PER_HOUR; step += steps) prices.push(Math.log(last[step] ?? 1));
  }
  return prices.slice(1).map((price, index) => price - (prices[index] ?? 0));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = mean(a.map((value, index) => (value - meanA) * ((b[index] ?? 0) - meanB)));
  return product / Math.sqrt(mean(a.map((v) => (v - meanA) ** 2)) * mean(b.map((v) => (v - meanB) ** 2)));
}

describe("the simulated market", () => {
  test("has 45 markets, nine on each exchange, in the exchange's home quote", () => {
    expect(universe).toHaveLength(45);
    expect(rulesOf("luno", "BTC").symbol).toBe("BTC/ZAR");
    expect(rulesOf("kraken", "DOGE").symbol).toBe("DOGE/USD");
  });

  test("is the same for the same seed, in whatever order hours and markets are asked for", () => {
    const hours = fc.array(fc.integer({ min: HOUR_2026 - 3 * BLOCK_HOURS, max: HOUR_2026 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.nat(), hours, (seed, asked) => {
        const paths = marketPaths(seed);
        const [btc, doge] = [paths(rulesOf("binance", "BTC")), paths(rulesOf("valr", "DOGE"))];
        for (const hour of asked) {
          doge?.(hour);
          expect(btc?.(hour)).toEqual(pathOf(seed, "binance", "BTC")(hour));
        }
      }),
      { numRuns: 8 },
    );
  });

  test("differs from seed to seed", () => {
    expect(pathOf(1, "binance", "BTC")(HOUR_2026).last).not.toEqual(
      pathOf(2, "binance", "BTC")(HOUR_2026).last,
    );
  });

  test("shows positive whole ticks, a bid above zero and whole lots in every market", () => {
    for (const rules of universe) {
      const path = marketPaths(7)(rules);
      for (const hour of [HOUR_2026, HOUR_2026 - 5_000]) {
        const { last, halfSpread, lots } = path?.(hour) ?? { last: [], halfSpread: [], lots: [] };
        expect(last).toHaveLength(STEPS_PER_HOUR);
        expect(
          last.every((price, step) => Number.isSafeInteger(price) && price - (halfSpread[step] ?? 0) >= 1),
        ).toBe(true);
        expect(lots.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
      }
    }
  });

  test("has no seam between hours, nor between the blocks it is worked out in", () => {
    const path = pathOf(3, "binance", "BTC");
    const firstOfBlock = Math.ceil(HOUR_2026 / BLOCK_HOURS) * BLOCK_HOURS;
    for (let hour = firstOfBlock - 30; hour < firstOfBlock + 30; hour++) {
      const before = path(hour - 1).last.at(-1) ?? 1;
      expect(Math.abs(Math.log((path(hour).last[0] ?? 1) / before))).toBeLessThan(0.004);
    }
  });

  test("has fat tails, clustered volatility, unpredictable direction, and volume that goes with it", () => {
    for (const [seed, base] of [
      [42, "BTC"],
      [7, "ETH"],
      [11, "XRP"],
    ] as const) {
      const path = pathOf(seed, "binance", base);
      const returns = returnsOf(path, 30 * 24, 60);
      const variance = mean(returns.map((value) => value ** 2));
      const sizes = returns.map(Math.abs);
      expect(Math.sqrt(variance)).toBeGreaterThan(0.0005);
      expect(Math.sqrt(variance)).toBeLessThan(0.004);
      expect(mean(returns.map((value) => value ** 4)) / variance ** 2).toBeGreaterThan(6);
      expect(correlation(sizes.slice(1), sizes.slice(0, -1))).toBeGreaterThan(0.1);
      expect(correlation(sizes.slice(12), sizes.slice(0, -12))).toBeGreaterThan(0.05);
      expect(Math.abs(correlation(returns.slice(1), returns.slice(0, -1)))).toBeLessThan(0.08);
      const volumes: number[] = [];
      for (let hour = HOUR_2026 - 30 * 24; hour < HOUR_2026; hour++) {
        const { lots } = path(hour);
        for (let step = 0; step < STEPS_PER_HOUR; step += 60)
          volumes.push(lots.subarray(step, step + 60).reduce((a, b) => a + b, 0));
      }
      expect(correlation(sizes, volumes.slice(0, -1))).toBeGreaterThan(0.3);
    }
  });

  test("moves its coins together, and one coin on two exchanges almost as one", () => {
    const btc = returnsOf(pathOf(5, "binance", "BTC"), 20 * 24, STEPS_PER_HOUR);
    const eth = returnsOf(pathOf(5, "binance", "ETH"), 20 * 24, STEPS_PER_HOUR);
    const kraken = returnsOf(pathOf(5, "kraken", "BTC"), 20 * 24, STEPS_PER_HOUR);
    expect(correlation(btc, eth)).toBeGreaterThan(0.5);
    expect(correlation(btc, eth)).toBeLessThan(0.99);
    expect(correlation(btc, kraken)).toBeGreaterThan(0.9);
  });
});
