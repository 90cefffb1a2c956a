import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listStrategies } from "@/server/strategy/core/catalog";
import { signals as flagStrategy } from "@/server/strategy/core/signals";
import type { CandleWindow, Strategy } from "@/server/strategy/core/strategy";
import { anyColumns, anyParams, windowOf } from "@/server/strategy/testing/arbitraries";
import { backtestOptions } from "./backtest-options";
import type { CandleColumns } from "./kernel/candle-columns";
import { replaySpan, signalsOfSpan, wholeSpan } from "./replay-span";

// Nothing but the moves of the price decides a trade: not the unit it is written in, not the day it happened on, not
// what came later. Coarse ticks make ties of all kinds: averages that meet, stops and targets hit to the last digit.

const STEP_MS = 300_000;
const DAY_MS = 86_400_000;
const START_MS = 1_659_312_000_000;
const WEEKS = 53 * 7;
const SAME_RATE = 1e-9;

type Trade = readonly [openCandle: number, closeCandle: number, reason: number, late: number];

const anyOptions = fc.record({
  fee: fc.constantFrom(0, 0.001),
  slippage: fc.constantFrom(0, 0.0005),
  stop: fc.constantFrom(0, 0.01, 0.02, 0.05),
  roi: fc.constantFrom({}, { "0": 0.02 }, { "0": 0.05, "60": 0.01, "240": 0 }),
  trailing: fc.constantFrom(
    false,
    0.01,
    { positive: 0.01, offset: 0.02, onlyAboveOffset: true },
    { positive: 0.005, offset: 0.01, onlyAboveOffset: false },
  ),
  timeStopMinutes: fc.constantFrom(null, 600),
  equityRatio: fc.constantFrom(0, 0.3),
});
type Options = typeof anyOptions extends fc.Arbitrary<infer T> ? T : never;

const tradesOf = (
  strategy: Strategy,
  params: Record<string, unknown>,
  candles: CandleColumns,
  options: Options & { readonly fill: "strict" | "freqtrade" },
) => {
  // no steps of the exchange: they are what a scale would move
  const full = backtestOptions.parse({ ...options, lot: 0, tick: 0, minNotional: 0 });
  const replay = { strategy, params: {}, options: full, candles, lead: 0, stepMs: STEP_MS };
  const span = wholeSpan(replay);
  const signals = signalsOfSpan(replay, params, span);
  const { trades } = replaySpan(replay, {}, params, { span, signals, cash: full.wallet, equity: null });
  return {
    list: Array.from({ length: trades.length }, (_, at): Trade => {
      const { openCandle, closeCandle, reason, late } = trades;
      return [openCandle[at] ?? 0, closeCandle[at] ?? 0, reason[at] ?? 0, late[at] ?? 0];
    }),
    rates: Array.from({ length: trades.length }, (_, at) => [trades.openRate[at], trades.closeRate[at]]),
  };
};

const onClock = (window: CandleWindow, fromMs: number): CandleColumns => ({
  ...window,
  openAt: window.open.map((_, at) => fromMs + at * STEP_MS),
});

const scaled = (candles: CandleColumns, factor: number): CandleColumns => {
  const times = (prices: Float64Array) => prices.map((price) => price * factor);
  const { open, high, low, close } = candles;
  return { ...candles, open: times(open), high: times(high), low: times(low), close: times(close) };
};

const ten = listStrategies().filter(({ id }) => id !== flagStrategy.id);

describe.each(["strict", "freqtrade"] as const)("fills of the %s model", (fill) => {
  it.each(ten.map((strategy) => [strategy.id, strategy] as const))(
    "%s trades the same in another unit of price, on another day, and with the end cut off",
    (_id, strategy) => {
      let traded = 0;
      const property = fc.property(
        anyColumns,
        anyParams(strategy),
        anyOptions,
        fc.double({ min: 0.3, max: 0.95, noNaN: true }),
        (window, params, given, share) => {
          const options = { ...given, fill };
          const candles = onClock(window, START_MS);
          const known = tradesOf(strategy, params, candles, options);
          traded += known.list.length;
          for (const factor of [1_000, 1e-6]) {
            const other = tradesOf(strategy, params, scaled(candles, factor), options);
            expect(other.list, `prices times ${factor}`).toEqual(known.list);
            expectSameRates(other.rates, known.rates, factor);
          }
          for (const days of [1, WEEKS]) {
            const other = tradesOf(strategy, params, onClock(window, START_MS + days * DAY_MS), options);
            expect(other, `${days} days later`).toEqual(known);
          }
          const cut = Math.floor(window.close.length * share);
          const told = tradesOf(strategy, params, onClock(windowOf(window, 0, cut), START_MS), options);
          // what is still held at its last candle is sold there; on that candle nothing is bought
          const settled = (list: readonly Trade[]) => list.filter(([, closed]) => closed < cut - 1);
          expect(settled(told.list), "cut off").toEqual(settled(known.list));
        },
      );
      fc.assert(property, { numRuns: 60 });
      expect(traded, "it must trade, or nothing is proved").toBeGreaterThan(0);
    },
    60_000,
  );
});

function expectSameRates(
  some: readonly (readonly (number | undefined)[])[],
  others: readonly (readonly (number | undefined)[])[],
  factor: number,
): void {
  const far = some.findIndex((pair, at) =>
    pair.some((rate, side) => {
      const other = (others[at]?.[side] ?? 0) * factor;
      return Math.abs((rate ?? 0) - other) > SAME_RATE * other;
    }),
  );
  expect(far, "the first trade with other rates").toBe(-1);
}
