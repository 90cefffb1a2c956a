import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { invariant } from "@/server/kernel/result";
import type { MarketRules } from "@/server/market/core/market-rules";
import { type MarketPath, marketPaths, toTicks } from "./market-path";
import { BLOCK_HOURS, BURSTS_PER_HOUR, STEPS_PER_BURST, STEPS_PER_HOUR } from "./simulation-grid";
import { universe } from "./universe";

const HOUR_2026 = Math.floor(Date.UTC(2026, 10, 22) / 3_600_000);

function rulesOf(exchange: ExchangeName, base: string): MarketRules {
  const found = universe.find((rules) => rules.exchange === exchange && rules.base === base);
  invariant(found, `${base} on ${exchange}`);
  return found;
}

function pathOf(seed: number, exchange: ExchangeName, base: string): MarketPath {
  const path = marketPaths(seed)(rulesOf(exchange, base));
  invariant(path, "a path");
  return path;
}

const burstsOf = (hour: number): readonly number[] =>
  Array.from({ length: BURSTS_PER_HOUR }, (_, index) => hour * BURSTS_PER_HOUR + index);
const pricesOf = (path: MarketPath, hour: number): readonly number[] =>
  burstsOf(hour).flatMap((burst) => path.prices(burst));

/** Returns over `steps` steps, as differences of logarithms, hour after hour. */
function returnsOf(path: MarketPath, hours: number, steps: number): number[] {
  const prices: number[] = [];
  for (let hour = HOUR_2026 - hours; hour < HOUR_2026; hour++) {
    const last = pricesOf(path, hour);
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
          invariant(btc && doge, "two paths");
          pricesOf(doge, hour);
          const again = pathOf(seed, "binance", "BTC");
          expect(pricesOf(btc, hour)).toEqual(pricesOf(again, hour));
          expect(btc.outline(hour)).toEqual(again.outline(hour));
        }
      }),
      { numRuns: 8 },
    );
  });

  test("differs from seed to seed", () => {
    expect(pricesOf(pathOf(1, "binance", "BTC"), HOUR_2026)).not.toEqual(
      pricesOf(pathOf(2, "binance", "BTC"), HOUR_2026),
    );
  });

  test("shows positive whole ticks, a spread of at least one, a bid above zero and whole units in every market", () => {
    for (const rules of universe) {
      const path = marketPaths(7)(rules);
      invariant(path, "a path");
      for (const hour of [HOUR_2026, HOUR_2026 - 5_000]) {
        const last = pricesOf(path, hour);
        expect(last).toHaveLength(STEPS_PER_HOUR);
        last.forEach((price, index) => {
          const { below, above } = path.quotes(hour * STEPS_PER_HOUR + index);
          expect(Number.isSafeInteger(price) && Number.isSafeInteger(below)).toBe(true);
          expect(below >= 0 && above >= 0 && below + above >= 1 && price - below >= 1).toBe(true);
        });
        for (const [index, burst] of burstsOf(hour).entries()) {
          const units = path.units(burst);
          expect(units).toHaveLength(STEPS_PER_BURST);
          expect(units.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
          expect(units.reduce((sum, amount) => sum + amount, 0)).toBe(path.outline(hour).units[index]);
        }
      }
    }
  });

  test("never leaves the reach of a burst: what coarse candles rely on", () => {
    for (const [exchange, base] of [
      ["binance", "BTC"],
      ["luno", "DOGE"],
    ] as const) {
      const path = pathOf(9, exchange, base);
      for (let hour = HOUR_2026 - 400; hour < HOUR_2026; hour++) {
        const { edges, reach } = path.outline(hour);
        burstsOf(hour).forEach((burst, index) => {
          const [at, to, far] = [edges[index] ?? 0, edges[index + 1] ?? 0, reach[index] ?? 0];
          const prices = path.prices(burst);
          expect(Math.max(...prices)).toBeLessThanOrEqual(toTicks(Math.max(at, to) + far));
          expect(Math.min(...prices)).toBeGreaterThanOrEqual(toTicks(Math.min(at, to) - far));
          expect(prices[0]).toBe(toTicks(at));
        });
      }
    }
  });

  test("has no seam between hours, nor between the blocks it is worked out in", () => {
    const path = pathOf(3, "binance", "BTC");
    const firstOfBlock = Math.ceil(HOUR_2026 / BLOCK_HOURS) * BLOCK_HOURS;
    for (let hour = firstOfBlock - 30; hour < firstOfBlock + 30; hour++) {
      const before = pricesOf(path, hour - 1).at(-1) ?? 1;
      expect(Math.abs(Math.log((path.prices(hour * BURSTS_PER_HOUR)[0] ?? 1) / before))).toBeLessThan(0.004);
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
