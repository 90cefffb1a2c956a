import fc from "fast-check";
import { expect, it } from "vitest";
import { listStrategies } from "@/server/strategy/core/catalog";
import { dca } from "@/server/strategy/core/dca";
import { grid } from "@/server/strategy/core/grid";
import type { Strategy } from "@/server/strategy/core/strategy";
import { anyParams } from "@/server/strategy/testing/arbitraries";
import { simulatedColumns } from "../../bench/simulated-columns";
import { emptyColumns } from "../kernel/candle-columns";
import { fixedStake, type KernelRules, noTrailing } from "../kernel/kernel-rules";
import { runMarket } from "../kernel/run-market";
import { exitReasons } from "../kernel/trade-list";
import { strategySignals } from "../strategy-signals";
import { runByCandle } from "./run-by-candle";

const RULES: KernelRules = {
  fill: "strict",
  feeRatio: 0.001,
  makerFeeRatio: 0.001,
  slippageRatio: 0,
  stopRatio: 1,
  roiMinutes: new Float64Array(0),
  roiRatios: new Float64Array(0),
  trailing: noTrailing,
  timeStopMs: Number.POSITIVE_INFINITY,
  entryTimeoutMs: 600_000,
  exitTimeoutMs: 600_000,
  timeframeMs: 300_000,
  sizing: fixedStake(1_000),
};
const asStrategy = (one: unknown) => one as Strategy;

/** Candles that open where the one before closed, and reach no further than both. */
function closing(...closes: readonly number[]) {
  const columns = emptyColumns(closes.length);
  closes.forEach((close, index) => {
    const open = closes[index - 1] ?? close;
    columns.openAt[index] = index * 300_000;
    columns.open[index] = open;
    columns.high[index] = Math.max(open, close);
    columns.low[index] = Math.min(open, close);
    columns.close[index] = close;
  });
  return columns;
}

it("cost averaging buys when due, at the next open, and makes one trade of all purchases with average rates", () => {
  const params = dca.paramsSchema.parse({ every: 2, lots: 2, take: 0.05 });
  const candles = closing(100, 100, 90, 80, 80, 80, 100, 100, 100);
  const { trades, cash } = runByCandle(candles, asStrategy(dca), params, RULES, {
    cash: 10_000,
    equity: null,
  });
  // 500 at 100 on candle 1; two candles later, at the open of candle 3 (90), 500 more; 5 % above the average on candle 6
  const amount = 500 / 100 + 500 / 90;
  expect(trades.length).toBe(1);
  expect([trades.openCandle[0], trades.closeCandle[0]]).toEqual([1, 7]);
  expect(exitReasons[trades.reason[0] as number]).toBe("exit_signal");
  expect(trades.amount[0]).toBeCloseTo(amount, 9);
  expect(trades.openRate[0]).toBeCloseTo(1_000 / amount, 9);
  expect(trades.closeRate[0]).toBeCloseTo(100, 9);
  const profit = amount * 100 * 0.999 - 1_000 * 1.001;
  expect(trades.profit[0]).toBeCloseTo(profit, 9);
  expect(trades.profitRatio[0]).toBeCloseTo(profit / 1_001, 9);
  expect(cash).toBeCloseTo(10_000 + profit, 9);
});

it("a grid buys a part at each step down and sells a part at each step up from the newest deal", () => {
  const params = grid.paramsSchema.parse({ step: 0.05, levels: 4, anchor: 5 });
  const closes = [100, 100, 100, 100, 100, 90, 90, 85, 85, 90, 90, 95, 95, 95];
  const { trades, cash } = runByCandle(closing(...closes), asStrategy(grid), params, RULES, {
    cash: 10_000,
    equity: null,
  });
  const [first, second] = [250 / 90, 250 / 85];
  const all = first + second;
  expect(trades.length).toBe(1);
  expect(trades.amount[0]).toBeCloseTo(all, 9);
  expect(trades.openRate[0]).toBeCloseTo(500 / all, 9);
  // half of it a step above 85, at 90; the rest a step above that, at 95
  expect(trades.closeRate[0]).toBeCloseTo((90 + 95) / 2, 9);
  expect(exitReasons[trades.reason[0] as number]).toBe("exit_signal");
  expect(cash).toBeCloseTo(10_000 + (trades.profit[0] as number), 9);
});

it("a further lot moves the stop with the average, and a gap through it is sold, not bought into", () => {
  const params = dca.paramsSchema.parse({ every: 1, lots: 3, take: 0.5 });
  const candles = closing(100, 100, 96, 96, 92, 92, 92);
  candles.open[5] = 80;
  candles.low[5] = 80;
  const rules = { ...RULES, stopRatio: 0.1 };
  const { trades } = runByCandle(candles, asStrategy(dca), params, rules, { cash: 10_000, equity: null });
  expect(exitReasons[trades.reason[0] as number]).toBe("stop_loss");
  expect([trades.closeCandle[0], trades.closeRate[0]]).toEqual([5, 80]);
  // three thirds: at 100, at 100 and at 96, the third one open before the gap
  const third = 1_000 / 3;
  expect(trades.amount[0]).toBeCloseTo(third / 100 + third / 100 + third / 96, 3);
});

it("money is neither made nor lost: the account ends with what it began with and the profits of its trades", () => {
  for (const strategy of [grid, dca].map(asStrategy)) {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        anyParams(strategy),
        fc.constantFrom(0.02, 0.05, 1),
        (seed, params, stopRatio) => {
          const candles = simulatedColumns(600, seed, 0.004);
          const equity = new Float64Array(600);
          const rules = { ...RULES, stopRatio, sizing: { ...RULES.sizing, lot: 1e-6 } };
          const { trades, cash } = runByCandle(candles, strategy, params, rules, { cash: 5_000, equity });
          const profit = trades.profit.slice(0, trades.length).reduce((sum, one) => sum + one, 0);
          expect(cash).toBeCloseTo(5_000 + profit, 6);
          expect(equity.at(-1)).toBe(cash);
        },
      ),
      { numRuns: 40 },
    );
  }
});

it("an all-or-nothing strategy makes the same trades candle by candle as by its flags", () => {
  for (const strategy of listStrategies().filter(({ signals }) => signals !== null)) {
    fc.assert(
      fc.property(fc.nat(1e6), anyParams(strategy), (seed, params) => {
        const candles = simulatedColumns(900, seed, 0.004);
        const rules = { ...RULES, stopRatio: 0.03, slippageRatio: 0.0005 };
        const equity = [new Float64Array(900), new Float64Array(900)] as const;
        const each = runByCandle(candles, strategy, params, rules, { cash: 5_000, equity: equity[0] });
        const flags = strategySignals(strategy, params, candles);
        if (!flags) throw new Error("no flags");
        const cold = Math.max(0, strategy.warmup(params) - 1);
        flags.entry.fill(0, 0, cold);
        const whole = runMarket(candles, flags, rules, { cash: 5_000, equity: equity[1] });
        expect(each.trades.length).toBe(whole.trades.length);
        expect(each.trades.openCandle).toEqual(whole.trades.openCandle);
        expect(each.trades.closeCandle).toEqual(whole.trades.closeCandle);
        expect(each.trades.reason).toEqual(whole.trades.reason);
        expect(each.cash).toBeCloseTo(whole.cash, 8);
      }),
      { numRuns: 8 },
    );
  }
});
