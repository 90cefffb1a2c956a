import fc from "fast-check";
import { expect, test } from "vitest";
import { Decimal, ZERO } from "@/server/kernel/money";
import { valueBasket } from "./basket";
import {
  afterValuation,
  drawdownOf,
  firstGrowth,
  type Growth,
  type GrowthStep,
  growthWire,
  ratioOf,
  recallGrowth,
} from "./growth";

const d = (value: string | number): Decimal => new Decimal(value);
const btc = { exchange: "binance" as const, symbol: "BTC/USDT" };
const eth = { exchange: "binance" as const, symbol: "ETH/USDT" };
const pricesAt = (prices: { [symbol: string]: number }) => (_exchange: string, symbol: string) => {
  const price = prices[symbol];
  return price === undefined ? null : d(price);
};

const step = (equity: Decimal, over: Partial<GrowthStep> = {}): GrowthStep => ({
  equity,
  funded: d(1000),
  dayKey: "2026-11-22",
  dayBase: ZERO,
  markets: [],
  priceOf: () => null,
  ...over,
});

const run = (equities: readonly Decimal[]): Growth =>
  equities.reduce(
    (growth, equity) => afterValuation(growth, step(equity)),
    afterValuation(firstGrowth, step(d(1000))),
  );

test("the deepest drawdown is that of the whole curve, by the plain definition", () => {
  const equity = fc.integer({ min: 1, max: 5_000 }).map(d);
  fc.assert(
    fc.property(fc.array(equity, { maxLength: 40 }), (equities) => {
      const curve = [d(1000), ...equities];
      let worst = ZERO;
      for (const [i, high] of curve.entries()) {
        for (const low of curve.slice(i)) worst = Decimal.max(worst, high.minus(low).div(high));
      }
      const growth = run(equities);
      expect(growth.maxDrawdown.minus(worst).abs().lt("1e-17")).toBe(true);
      expect(growth.peak.eq(Decimal.max(...curve))).toBe(true);
    }),
  );
});

test("money put in is neither profit nor a new peak, money taken out neither loss nor drawdown", () => {
  const lost = run([d(900)]);
  const funded = afterValuation(lost, step(d(1900), { funded: d(2000) }));
  expect(funded.peak.toFixed()).toBe("2000");
  expect(drawdownOf(d(1900), funded.peak).toFixed()).toBe("0.05");
  expect(funded.day.base?.toFixed()).toBe("2000");
  const taken = afterValuation(funded, step(d(1400), { funded: d(1500) }));
  expect(taken.maxDrawdown.toFixed()).toBe("0.1");
  expect(taken.day.base?.minus(1400).toFixed()).toBe("100");
});

test("a fresh start has no return, no drawdown and a day that began with the funding", () => {
  const growth = run([]);
  expect(ratioOf(ZERO, growth.funded).toFixed()).toBe("0");
  expect(ratioOf(ZERO, ZERO).toFixed()).toBe("0");
  expect(growth.maxDrawdown.toFixed()).toBe("0");
  expect(growth.day.base?.toFixed()).toBe("1000");
});

test("a day that is over is remembered with the equity it ended with, until the next one is over", () => {
  const second = afterValuation(run([d(1100)]), step(d(1150), { dayKey: "2026-11-23" }));
  expect(second.closed).toEqual({ key: "2026-11-22", equity: d(1100) });
  const later = afterValuation(second, step(d(1160), { dayKey: "2026-11-23" }));
  expect(later.closed).toEqual(second.closed);
  const kept = growthWire.decode(growthWire.encode(later));
  const third = afterValuation(kept, step(d(1170), { dayKey: "2026-11-24" }));
  expect(third.closed).toEqual({ key: "2026-11-23", equity: d(1160) });
  expect(run([]).closed).toBeUndefined();
});

test("a new day starts from the equity at its midnight, or is unknown", () => {
  const growth = run([d(1100)]);
  const next = afterValuation(growth, step(d(1150), { dayKey: "2026-11-23", dayBase: d(1120) }));
  expect(next.day).toEqual({ key: "2026-11-23", base: d(1120) });
  const unknown = afterValuation(growth, step(d(1150), { dayKey: "2026-11-23", dayBase: null }));
  expect(unknown.day.base).toBeNull();
});

test("buy and hold splits the funds equally at the first known prices and follows them untouched", () => {
  const markets = [btc, eth];
  const waiting = afterValuation(
    firstGrowth,
    step(d(1000), { markets, priceOf: pricesAt({ "BTC/USDT": 100 }) }),
  );
  expect(waiting.basket.units).toEqual([]);
  const priceOf = pricesAt({ "BTC/USDT": 100, "ETH/USDT": 10 });
  const held = afterValuation(waiting, step(d(1000), { markets, priceOf }));
  const later = pricesAt({ "BTC/USDT": 150, "ETH/USDT": 9 });
  const after = afterValuation(held, step(d(1000), { markets, priceOf: later }));
  expect(after.basket).toEqual(held.basket);
  expect(valueBasket(after.basket, later)?.toFixed()).toBe("1200");
});

test("the baseline does not jump when a bot brings another coin", () => {
  const start = pricesAt({ "BTC/USDT": 100, "ETH/USDT": 10 });
  const one = afterValuation(firstGrowth, step(d(1000), { markets: [btc], priceOf: start }));
  const later = pricesAt({ "BTC/USDT": 130, "ETH/USDT": 7 });
  const two = afterValuation(one, step(d(1000), { markets: [btc, eth], priceOf: later }));
  expect(valueBasket(two.basket, later)?.minus(1300).abs().lt("1e-12")).toBe(true);
  expect(two.basket.units.map(({ symbol }) => symbol)).toEqual(["BTC/USDT", "ETH/USDT"]);
});

test("money taken out shrinks the baseline by the same amount", () => {
  const priceOf = pricesAt({ "BTC/USDT": 200 });
  const held = afterValuation(
    firstGrowth,
    step(d(1000), { markets: [btc], priceOf: pricesAt({ "BTC/USDT": 100 }) }),
  );
  const taken = afterValuation(held, step(d(800), { funded: d(500), markets: [btc], priceOf }));
  expect(valueBasket(taken.basket, priceOf)?.toFixed()).toBe("1500");
});

test("the memory survives its JSON, and one rebuilt from the points keeps peak, drawdown and baseline", () => {
  const priceOf = pricesAt({ "BTC/USDT": 3 });
  const growth = afterValuation(run([d(1300), d(999)]), step(d(1001), { markets: [btc], priceOf }));
  const read = growthWire.parse(JSON.parse(JSON.stringify(growthWire.encode(growth))));
  expect(JSON.stringify(growthWire.encode(read))).toBe(JSON.stringify(growthWire.encode(growth)));
  const recalled = recallGrowth(
    { peak: d(1300), maxDrawdown: d("0.2"), equity: d(1001), buyAndHold: d(1111) },
    d(1000),
  );
  const next = afterValuation(recalled, step(d(1001), { markets: [btc], priceOf }));
  expect(next.peak.toFixed()).toBe("1300");
  expect(valueBasket(next.basket, priceOf)?.minus(1111).abs().lt("1e-12")).toBe(true);
});
