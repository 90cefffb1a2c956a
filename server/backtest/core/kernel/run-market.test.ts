import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulatedColumns } from "../../bench/simulated-columns";
import { type CandleColumns, emptyColumns, flagSignals, marketSignals, type Signals } from "./candle-columns";
import { fixedStake, type KernelRules, noTrailing } from "./kernel-rules";
import { runMarket } from "./run-market";
import { runMarkets } from "./run-markets";
import { exitReasons, type TradeList } from "./trade-list";

const CASH = 10_000;
const STEP_MS = 300_000;
const LENGTH = 160;

const plain: KernelRules = {
  fill: "strict",
  feeRatio: 0.001,
  makerFeeRatio: 0.001,
  slippageRatio: 0,
  stopRatio: 0.02,
  roiMinutes: new Float64Array(0),
  roiRatios: new Float64Array(0),
  trailing: noTrailing,
  timeStopMs: Number.POSITIVE_INFINITY,
  entryTimeoutMs: 600_000,
  exitTimeoutMs: 600_000,
  timeframeMs: STEP_MS,
  sizing: fixedStake(100),
};

const someRules = (fill: KernelRules["fill"]): fc.Arbitrary<KernelRules> =>
  fc
    .record({
      feeRatio: fc.constantFrom(0, 0.001),
      slippageRatio: fc.constantFrom(0, 0.0005),
      stopRatio: fc.constantFrom(0.002, 0.005, 0.02, 1),
      roi: fc.constantFrom<readonly (readonly [number, number])[]>(
        [],
        [[0, 0.004]],
        [
          [0, 0.01],
          [15, 0.003],
          [40, -1],
        ],
        [
          [12, 0.002],
          [30, -0.001],
        ],
      ),
      trailing: fc.record({
        on: fc.boolean(),
        positiveRatio: fc.constantFrom(Number.NaN, 0.001, 0.003),
        offsetRatio: fc.constantFrom(0, 0.002, 0.005),
        onlyAboveOffset: fc.boolean(),
        fromHigh: fc.constantFrom(false, false, true),
      }),
      timeStopMs: fc.constantFrom(Number.POSITIVE_INFINITY, 2_700_000),
      equityRatio: fc.constantFrom(0, 0.3, 1),
    })
    .map(({ roi, equityRatio, ...rules }) => ({
      ...plain,
      ...rules,
      makerFeeRatio: rules.feeRatio,
      fill,
      roiMinutes: Float64Array.from(roi, ([minutes]) => minutes),
      roiRatios: Float64Array.from(roi, ([, ratio]) => ratio),
      sizing: { ...fixedStake(100), equityRatio },
    }));

const someSignals = (candles: CandleColumns, seed: number, limits: boolean): Signals => {
  const length = candles.open.length;
  const draw = simulatedColumns(length, seed + 1, 1).close;
  const flags = flagSignals(
    Uint8Array.from(draw, (value) => (Math.floor(value * 100) % 5 === 0 ? 1 : 0)),
    Uint8Array.from(draw, (value) => (Math.floor(value * 100) % 11 === 0 ? 1 : 0)),
  );
  if (!limits) return flags;
  return {
    ...flags,
    entryPrice: candles.close.map((price, index) => (index % 3 === 0 ? Number.NaN : price * 0.999)),
    exitPrice: candles.close.map((price, index) => (index % 2 === 0 ? Number.NaN : price * 1.001)),
    replacePrice: candles.close.map((price, index) =>
      index % 5 === 0 ? (index % 10 === 0 ? 0 : price) : Number.NaN,
    ),
  };
};

const rows = (trades: TradeList) =>
  Array.from({ length: trades.length }, (_, index) => ({
    openCandle: trades.openCandle[index] as number,
    closeCandle: trades.closeCandle[index] as number,
    openRate: trades.openRate[index] as number,
    closeRate: trades.closeRate[index] as number,
    amount: trades.amount[index] as number,
    profit: trades.profit[index] as number,
    reason: exitReasons[trades.reason[index] as number],
  }));

const setup = (fill: KernelRules["fill"]) =>
  fc.record({ rules: someRules(fill), seed: fc.nat(1e6), limits: fc.boolean() });

const play = (rules: KernelRules, seed: number, limits: boolean, everyCandle = false) => {
  const candles = simulatedColumns(LENGTH, seed);
  const equity = new Float64Array(candles.open.length);
  const run = runMarket(candles, someSignals(candles, seed, limits), rules, {
    cash: CASH,
    equity,
    everyCandle,
  });
  return { candles, equity, trades: rows(run.trades), cash: run.cash };
};

describe.each(["strict", "freqtrade"] as const)("%s", (fill) => {
  it("passes over quiet candles and makes the same trades and the same equity", () => {
    fc.assert(
      fc.property(setup(fill), ({ rules, seed, limits }) => {
        const [quick, every] = [play(rules, seed, limits), play(rules, seed, limits, true)];
        expect(quick.trades).toEqual(every.trades);
        expect(quick.equity).toEqual(every.equity);
      }),
    );
  });

  it("keeps one position at a time and accounts for every cent", () => {
    fc.assert(
      fc.property(setup(fill), ({ rules, seed, limits }) => {
        const { trades, cash, equity } = play(rules, seed, limits);
        trades.forEach(({ openCandle, closeCandle, amount, profit, openRate, closeRate }, index) => {
          expect(openCandle).toBeGreaterThan(trades[index - 1]?.closeCandle ?? 0);
          expect(closeCandle).toBeGreaterThanOrEqual(openCandle);
          const proceeds = amount * closeRate * (1 - rules.feeRatio);
          expect(profit).toBeCloseTo(proceeds - amount * openRate * (1 + rules.feeRatio), 6);
        });
        expect(cash - CASH).toBeCloseTo(
          trades.reduce((sum, { profit }) => sum + profit, 0),
          6,
        );
        expect(equity.at(-1)).toBe(cash);
      }),
    );
  });

  it("does not know the future: candles cut off later leave earlier trades as they were", () => {
    fc.assert(
      fc.property(setup(fill), fc.integer({ min: 20, max: 150 }), ({ rules, seed, limits }, kept) => {
        const candles = simulatedColumns(LENGTH, seed);
        const signals = someSignals(candles, seed, limits);
        const whole = rows(runMarket(candles, signals, rules, { cash: CASH, equity: null }).trades);
        const cut = rows(
          runMarket(cutColumns(candles, kept), signals, rules, { cash: CASH, equity: null }).trades,
        );
        // the last candle closes by force what was open
        const closedBefore = (list: typeof whole) => list.filter(({ closeCandle }) => closeCandle < kept - 1);
        expect(closedBefore(cut)).toEqual(closedBefore(whole));
      }),
    );
  });

  it("earns less on every trade with a higher fee, when nothing else changes", () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const free = play({ ...plain, fill, feeRatio: 0, makerFeeRatio: 0 }, seed, false).trades;
        const dear = play({ ...plain, fill, feeRatio: 0.002, makerFeeRatio: 0.002 }, seed, false).trades;
        expect(dear).toHaveLength(free.length);
        dear.forEach(({ profit }, index) => {
          expect(profit).toBeLessThan(free[index]?.profit ?? 0);
        });
      }),
    );
  });

  it("on one market, the run on a shared wallet is the same run", () => {
    fc.assert(
      fc.property(setup(fill), ({ rules, seed, limits }) => {
        const candles = simulatedColumns(LENGTH, seed);
        const signals = someSignals(candles, seed, limits);
        const run = runMarkets([{ candles, signals, rules }], CASH);
        const alone = play(rules, seed, limits);
        expect(rows(run.trades[0] as TradeList)).toEqual(alone.trades);
        expect(run.equity).toEqual(alone.equity);
      }),
    );
  });
});

it("strict: no order fills better than its candle allows", () => {
  fc.assert(
    fc.property(setup("strict"), ({ rules, seed }) => {
      const { candles, trades } = play({ ...rules, slippageRatio: 0 }, seed, false);
      for (const { openCandle, closeCandle, openRate, closeRate } of trades) {
        expect(openRate).toBe(candles.open[openCandle]);
        expect(closeRate).toBeLessThanOrEqual(candles.high[closeCandle] as number);
        expect(closeRate).toBeGreaterThanOrEqual((candles.low[closeCandle] as number) - 1e-9);
      }
    }),
  );
});

it("strict: never earns more from a stop or a target than the freqtrade model on the same single trade", () => {
  fc.assert(
    fc.property(
      fc.nat(1e6),
      fc.constantFrom(0.002, 0.005),
      fc.constantFrom(0.002, 0.01),
      (seed, stopRatio, roi) => {
        const candles = simulatedColumns(120, seed);
        const signals = marketSignals(new Uint8Array(120), new Uint8Array(120));
        signals.entry[3] = 1;
        const rules = {
          ...plain,
          stopRatio,
          roiMinutes: Float64Array.of(0),
          roiRatios: Float64Array.of(roi),
        };
        const closeOf = (fill: KernelRules["fill"]) =>
          rows(runMarket(candles, signals, { ...rules, fill }, { cash: CASH, equity: null }).trades)[0];
        const [strict, loose] = [closeOf("strict"), closeOf("freqtrade")];
        if (strict?.reason !== "stop_loss" || loose?.reason !== "stop_loss") return;
        expect(strict.closeRate).toBeLessThanOrEqual(loose.closeRate);
      },
    ),
  );
});

const cutColumns = (candles: CandleColumns, length: number): CandleColumns => ({
  openAt: candles.openAt.slice(0, length),
  open: candles.open.slice(0, length),
  high: candles.high.slice(0, length),
  low: candles.low.slice(0, length),
  close: candles.close.slice(0, length),
  volume: candles.volume.slice(0, length),
});

/** Rows of [open, high, low, close], one every five minutes. */
const table = (prices: readonly (readonly [number, number, number, number])[]): CandleColumns => {
  const columns = emptyColumns(prices.length);
  prices.forEach(([open, high, low, close], row) => {
    columns.openAt[row] = row * STEP_MS;
    columns.open[row] = open;
    columns.high[row] = high;
    columns.low[row] = low;
    columns.close[row] = close;
  });
  return columns;
};

describe("strict, candle by candle", () => {
  const at = (length: number, ...candles: readonly number[]) => {
    const flags = new Uint8Array(length);
    for (const candle of candles) flags[candle] = 1;
    return flags;
  };
  const onlyTrade = (candles: CandleColumns, rules: Partial<KernelRules>, signals?: Partial<Signals>) => {
    const { length } = candles.open;
    const all = { ...marketSignals(at(length, 0), at(length)), ...signals };
    const run = runMarket(
      candles,
      all,
      { ...plain, feeRatio: 0, makerFeeRatio: 0, ...rules },
      { cash: CASH, equity: null },
    );
    const [trade, more] = rows(run.trades);
    expect(more).toBeUndefined();
    return trade && [trade.reason, trade.closeCandle, trade.openRate, trade.closeRate];
  };
  const flat = [100, 100.5, 99.5, 100] as const;

  it("a gap below the stop fills at the open, even when the candle trades back up through it", () => {
    const candles = table([flat, flat, [96, 101, 95, 100], flat]);
    expect(onlyTrade(candles, {})).toEqual(["stop_loss", 2, 100, 96]);
    expect(onlyTrade(candles, { fill: "freqtrade" })).toEqual(["stop_loss", 2, 100, 98]);
  });

  it("a candle that reaches the stop and the target has hit the stop", () => {
    const candles = table([flat, flat, [100, 110, 97, 109], flat]);
    const roi = { roiMinutes: Float64Array.of(0), roiRatios: Float64Array.of(0.05) };
    expect(onlyTrade(candles, roi)).toEqual(["stop_loss", 2, 100, 98]);
  });

  it("a candle that opens above the target pays the open, one that only touches it pays nothing", () => {
    const roi = { roiMinutes: Float64Array.of(0), roiRatios: Float64Array.of(0.05) };
    expect(onlyTrade(table([flat, flat, [107, 108, 106, 107], flat]), roi)).toEqual(["roi", 2, 100, 107]);
    expect(onlyTrade(table([flat, flat, [100, 105, 99, 100], flat]), roi)?.[0]).toBe("force_exit");
    expect(onlyTrade(table([flat, flat, [100, 105.01, 99, 100], flat]), roi)).toEqual(["roi", 2, 100, 105]);
  });

  it("a stop pulled up by the high is hit by the low of the same candle, but the standing one comes first", () => {
    const trailing = { ...noTrailing, on: true };
    const candles = table([flat, flat, [100, 110, 99, 109], flat]);
    expect(onlyTrade(candles, { trailing })).toEqual(["trailing_stop_loss", 2, 100, 107.8]);
    const deep = table([flat, flat, [100, 110, 97, 109], flat]);
    expect(onlyTrade(deep, { trailing })?.[3]).toBe(98.49);
  });

  it("slippage worsens both sides of market orders", () => {
    const candles = table([flat, flat, flat, flat, flat]);
    const signals = { exit: at(5, 2) };
    expect(onlyTrade(candles, { slippageRatio: 0.01 }, signals)).toEqual(["exit_signal", 3, 101, 99]);
  });

  it("a limit entry fills when the price goes through it, not when it touches it, and is given up in time", () => {
    const limit = (price: number) => ({ entryPrice: new Float64Array(6).fill(price) });
    const candles = table([flat, flat, [100, 100, 99, 99.8], flat, flat, flat]);
    expect(onlyTrade(candles, {}, limit(99.2))?.slice(0, 3)).toEqual(["force_exit", 5, 99.2]);
    expect(onlyTrade(candles, {}, limit(99))).toBeUndefined();
    expect(onlyTrade(candles, { entryTimeoutMs: 0 }, limit(99.2))).toBeUndefined();
    expect(onlyTrade(candles, {}, limit(120))?.slice(2, 3)).toEqual([100]);
  });

  it("in the candle of a limit entry only the low and the close are known to come later", () => {
    const roi = { roiMinutes: Float64Array.of(0), roiRatios: Float64Array.of(0.01) };
    const candles = table([flat, [100, 110, 94, 96], flat, flat]);
    const entryPrice = new Float64Array(4).fill(95.5);
    expect(onlyTrade(candles, roi, { entryPrice })).toEqual(["roi", 2, 95.5, 100]);
  });

  it("a limit exit keeps the stop armed, and is taken back after its time", () => {
    const signals = { exit: at(6, 1), exitPrice: new Float64Array(6).fill(103) };
    const calm = table([flat, flat, flat, [100, 104, 99, 100], flat, flat]);
    expect(onlyTrade(calm, {}, signals)).toEqual(["exit_signal", 3, 100, 103]);
    expect(onlyTrade(calm, { exitTimeoutMs: 0 }, signals)?.[0]).toBe("force_exit");
    const falling = table([flat, flat, flat, [100, 100, 97, 97], flat, flat]);
    expect(onlyTrade(falling, {}, signals)).toEqual(["stop_loss", 3, 100, 98]);
  });

  it("a time stop closes at the first open after its time", () => {
    const candles = table([flat, flat, flat, [100.2, 101, 99, 100], flat]);
    expect(onlyTrade(candles, { timeStopMs: 2 * STEP_MS })).toEqual(["time_stop", 3, 100, 100.2]);
  });

  it("what is held at the end goes at the last close", () => {
    expect(onlyTrade(table([flat, flat, [100, 101, 99, 100.7]]), {})).toEqual(["force_exit", 2, 100, 100.7]);
  });

  it("an order below the exchange's minimum, or beyond the wallet, is not sent", () => {
    const candles = table([flat, flat, flat]);
    expect(onlyTrade(candles, { sizing: { ...fixedStake(100), minNotional: 101 } })).toBeUndefined();
    expect(onlyTrade(candles, { sizing: fixedStake(CASH + 1) })).toBeUndefined();
    expect(onlyTrade(candles, { sizing: { ...fixedStake(100), lot: 3 } })).toBeUndefined();
  });
});

it("several markets share one wallet: the second gets what the first left", () => {
  const candles = simulatedColumns(50, 7);
  const entry = new Uint8Array(50);
  entry[4] = 1;
  const input = {
    candles,
    signals: marketSignals(entry, new Uint8Array(50)),
    rules: { ...plain, sizing: fixedStake(6_000) },
  };
  const { trades, equity } = runMarkets([input, input], CASH);
  expect(trades.map(({ length }) => length)).toEqual([1, 0]);
  expect(equity[0]).toBe(CASH);
});
