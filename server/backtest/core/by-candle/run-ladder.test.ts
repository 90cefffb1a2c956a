import fc from "fast-check";
import { expect, it } from "vitest";
import { dca } from "@/server/strategy/core/dca";
import { grid } from "@/server/strategy/core/grid";
import type { Strategy } from "@/server/strategy/core/strategy";
import { anyColumns, anyParams } from "@/server/strategy/testing/arbitraries";
import { backtestOptions, toKernelRules } from "../backtest-options";
import { runByCandle } from "./run-by-candle";
import { runLots } from "./run-ladder";

const anyOptions = fc.record({
  slippage: fc.constantFrom(0, 0.0005),
  makerFee: fc.constantFrom(null, 0.0002),
  stop: fc.constantFrom(0, 0.01, 0.05),
  roi: fc.constantFrom({}, { "0": 0.03, "120": 0.01 }),
  trailing: fc.constantFrom(false, 0.01, { positive: 0.01, offset: 0.02, onlyAboveOffset: true }),
  timeStopMinutes: fc.constantFrom(null, 600),
  equityRatio: fc.constantFrom(0, 0.3, 1),
  lot: fc.constantFrom(0, 0.01),
  minNotional: fc.constantFrom(0, 5, 30),
  stake: fc.constantFrom(100, 9_000),
});

it.each([grid, dca].map((strategy) => [strategy.id, strategy as unknown as Strategy] as const))(
  "%s in the kernel's hand makes the trades and the equity of a replay that asks at every candle",
  (_id, strategy) => {
    let trades = 0;
    const property = fc.property(
      anyColumns,
      anyParams(strategy),
      anyOptions,
      fc.constantFrom(0, 130),
      (window, params, given, from) => {
        const candles = { ...window, openAt: window.open.map((_, at) => at * 300_000) };
        const rules = toKernelRules(backtestOptions.parse(given), 300_000);
        const length = candles.open.length - from;
        const [asked, led] = [new Float64Array(length), new Float64Array(length)];
        const slow = runByCandle(candles, strategy, params, rules, { cash: 10_000, equity: asked, from });
        const fast = runLots(candles, strategy, params, rules, { cash: 10_000, equity: led, from });
        trades += slow.trades.length;
        const earned = slow.trades.profit.subarray(0, slow.trades.length).reduce((sum, one) => sum + one, 0);
        expect(earned, "what the trades say is what the wallet holds").toBeCloseTo(slow.cash - 10_000, 6);
        expect(fast).toEqual(slow);
        expect(led).toEqual(asked);
      },
    );
    fc.assert(property, { numRuns: 80 });
    expect(trades, "it must trade, or nothing is proved").toBeGreaterThan(100);
  },
  60_000,
);
