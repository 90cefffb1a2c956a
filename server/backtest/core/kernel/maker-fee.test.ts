import { expect, it } from "vitest";
import { backtestOptions, toKernelRules } from "../backtest-options";
import { type CandleColumns, marketSignals, type Signals } from "./candle-columns";
import { runMarket } from "./run-market";
import { exitReasons } from "./trade-list";

const STEP_MS = 300_000;
const [TAKER, MAKER] = [0.002, 0.0005];

/** Candles of [open, high, low, close]. */
const columns = (...rows: readonly (readonly [number, number, number, number])[]): CandleColumns => ({
  openAt: Float64Array.from(rows, (_row, at) => at * STEP_MS),
  open: Float64Array.from(rows, ([open]) => open),
  high: Float64Array.from(rows, ([, high]) => high),
  low: Float64Array.from(rows, ([, , low]) => low),
  close: Float64Array.from(rows, ([, , , close]) => close),
  volume: new Float64Array(rows.length),
});

const STILL = [100, 100, 100, 100] as const;

function tradeOf(candles: CandleColumns, signals: Signals, given: Record<string, unknown>) {
  const options = backtestOptions.parse({ fee: TAKER, makerFee: MAKER, lot: 0, stake: 1_000, ...given });
  const cash = options.wallet;
  const { trades, cash: left } = runMarket(candles, signals, toKernelRules(options, STEP_MS), {
    cash,
    equity: null,
  });
  expect(trades.length).toBe(1);
  const [amount, bought, sold] = [trades.amount, trades.openRate, trades.closeRate].map(
    (column) => column[0] as number,
  ) as [number, number, number];
  return {
    reason: exitReasons[trades.reason[0] as number],
    // what each side paid, as a part of what it moved
    paid: (entry: number, exit: number) => {
      expect(trades.fees[0]).toBeCloseTo(amount * (bought * entry + sold * exit), 9);
      const profit = amount * (sold * (1 - exit) - bought * (1 + entry));
      expect(trades.profit[0]).toBeCloseTo(profit, 9);
      expect(left - cash).toBeCloseTo(profit, 9);
    },
  };
}

const entryAt = (length: number, at: number): Signals =>
  marketSignals(
    Uint8Array.from({ length }, (_none, place) => (place === at ? 1 : 0)),
    new Uint8Array(length),
  );

it.each(["strict", "freqtrade"])("%s: a target rests and pays as maker, the entry before it took", (fill) => {
  const candles = columns(STILL, STILL, [100, 110, 100, 105], STILL, STILL);
  const trade = tradeOf(candles, entryAt(5, 0), { fill, roi: { "0": 0.05 } });
  expect(trade.reason).toBe("roi");
  trade.paid(TAKER, MAKER);
});

it.each(["strict", "freqtrade"])("%s: a stop, and a sale at the end, pay as taker", (fill) => {
  const stopped = tradeOf(columns(STILL, STILL, [100, 100, 90, 95], STILL, STILL), entryAt(5, 0), { fill });
  expect(stopped.reason).toBe("stop_loss");
  stopped.paid(TAKER, TAKER);
  const ended = tradeOf(columns(STILL, STILL, STILL, STILL), entryAt(4, 0), { fill });
  expect(ended.reason).toBe("force_exit");
  ended.paid(TAKER, TAKER);
});

it("a limit entry that rests pays as maker, one that the market takes at once as taker", () => {
  const limit = (price: number, length: number): Signals => ({
    ...entryAt(length, 0),
    entryPrice: new Float64Array(length).fill(price),
  });
  const rests = columns(STILL, [100, 100, 98, 99], [100, 100, 98, 99], STILL);
  tradeOf(rests, limit(99, 4), { stop: 0 }).paid(MAKER, TAKER);
  tradeOf(columns(STILL, STILL, STILL, STILL), limit(101, 4), { stop: 0 }).paid(TAKER, TAKER);
});

it("a maker's fee that is the taker's changes no digit", () => {
  const candles = columns(STILL, [101.3, 104, 100, 102], [102.1, 110.7, 101, 105], STILL, STILL);
  const run = (given: object) => {
    const options = backtestOptions.parse({ roi: { "0": 0.03 }, fee: 0.00123, ...given });
    return runMarket(candles, entryAt(5, 0), toKernelRules(options, STEP_MS), { cash: 10_000, equity: null });
  };
  expect(run({ makerFee: 0.00123 })).toEqual(run({}));
  // the target is what is left after both fees: a cheaper one is reached earlier
  expect(run({ makerFee: 0.001 }).trades.closeRate[0]).toBeLessThan(run({}).trades.closeRate[0] as number);
});
