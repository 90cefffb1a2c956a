import { expect, it } from "vitest";
import { strategyIds } from "@/server/strategy/core/catalog";
import { simulatedColumns } from "./bench/simulated-columns";
import type { CandleFile } from "./candle-files/read-candles";
import { backtestOptions } from "./core/backtest-options";
import { emptyColumns } from "./core/kernel/candle-columns";
import { type BacktestRequest, runBacktest } from "./run-backtest";

const LENGTH = 400;
const candles = simulatedColumns(LENGTH, 11);
const flags = { entry: new Uint8Array(LENGTH), exit: new Uint8Array(LENGTH) };
flags.entry.set([1], 9);
flags.exit.set([1], 19);
const file: CandleFile = {
  file: "X_5m.csv",
  symbol: null,
  timeframe: "5m",
  candles,
  flags,
  lead: 0,
  gaps: [],
  notes: [],
  others: [],
};
const request: BacktestRequest = {
  file,
  fine: null,
  strategy: "signals",
  params: {},
  options: backtestOptions.parse({ stop: 0 }),
};

let cpuMs = 0;
const cpuNow = () => {
  cpuMs += 50;
  return cpuMs;
};
const answerOf = (change: Partial<BacktestRequest>) => {
  const run = runBacktest({ ...request, ...change }, cpuNow);
  return run.ok ? run.value.answer : run.refusal.message;
};

it("acts on flags at the next open and answers in decimal text", () => {
  const open = (candle: number) => candles.open[candle] as number;
  expect(answerOf({})).toMatchObject({
    candles: LENGTH,
    trades: [
      {
        openTime: candles.openAt[10],
        closeTime: candles.openAt[20],
        openRate: String(open(10)),
        closeRate: String(open(20)),
        profitRatio: expect.stringMatching(/^-?0\.\d+$/),
        profitAbs: expect.stringMatching(/^-?\d+\.\d+$/),
        exitReason: "exit_signal",
      },
    ],
    timing: { cpuMs: 50, candlesPerCpuSecond: LENGTH * 20 },
  });
});

it("runs every strategy of the catalogue", () => {
  for (const strategy of strategyIds())
    expect(answerOf({ strategy, params: {} })).toMatchObject({ candles: LENGTH });
});

it("gives the equity at each close, ending with what the trades earned", () => {
  const run = runBacktest({ ...request, strategy: "ema-cross" }, cpuNow);
  if (!run.ok) throw new Error(run.refusal.message);
  const { answer, series } = run.value;
  const earned = answer.trades.reduce((sum, { profitAbs }) => sum + Number(profitAbs), 0);
  expect(answer.metrics.trades.trades).toBe(answer.trades.length);
  expect(Number(answer.metrics.finalBalance)).toBeCloseTo(10_000 + earned, 6);
  expect(series.equity).toHaveLength(LENGTH);
  expect(series.equity[0]).toBe(10_000);
  expect(series.equity.at(-1)).toBeCloseTo(10_000 + earned, 6);
});

it("refuses what it cannot run, and says what to do", () => {
  expect(answerOf({ strategy: "magic" })).toMatch(/choose one of ema-cross/);
  expect(answerOf({ file: { ...file, flags: null } })).toMatch(/no columns enter_long and exit_long/);
  expect(answerOf({ strategy: "ema-cross", params: { fast: 30, slow: 20 } })).toMatch(
    /shorter than the slow/,
  );
  expect(answerOf({ strategy: "ema-cross", params: { speed: 1 } })).toMatch(/ema-cross/);
  expect(answerOf({ fine: { ...file, timeframe: "3m", candles: emptyColumns(2) } })).toMatch(
    /do not divide 5m/,
  );
});
