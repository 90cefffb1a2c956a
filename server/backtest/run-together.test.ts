import { expect, it } from "vitest";
import { simulatedColumns } from "./bench/simulated-columns";
import type { CandleFile } from "./candle-files/read-candles";
import { backtestOptions } from "./core/backtest-options";
import { runBacktest } from "./run-backtest";
import { runTogether } from "./run-together";

const LEAD = 400;
const fileOf = (seed: number): CandleFile => ({
  file: `${seed}.csv`,
  symbol: null,
  timeframe: "5m",
  candles: simulatedColumns(3_000, seed, 0.003),
  flags: null,
  lead: LEAD,
  gaps: [],
  notes: [],
  others: [],
});
const files = [
  { symbol: "A/USDT", file: fileOf(3) },
  { symbol: "B/USDT", file: fileOf(5) },
];
const params = { fast: 5, slow: 20 };
const together = (change: object, symbols = files) => {
  const options = backtestOptions.parse({ stake: 100, ...change });
  return runTogether({ files: symbols, strategy: "ema-cross", params, options }, () => 0);
};

it("with money enough each market trades as it does alone, and the wallet holds what both earned", () => {
  const run = together({});
  if (!run.ok) throw new Error(run.refusal.message);
  const { trades, report } = run.value;
  let profit = 0;
  for (const { symbol, file } of files) {
    const options = backtestOptions.parse({ stake: 100 });
    const alone = runBacktest({ file, fine: null, strategy: "ema-cross", params, options }, () => 0);
    if (!alone.ok) throw new Error(alone.refusal.message);
    const own = trades.filter((trade) => trade.symbol === symbol);
    expect(own.length).toBeGreaterThan(10);
    expect(own.map(({ openAt, closeAt, exitReason }) => [openAt, closeAt, exitReason])).toEqual(
      alone.value.answer.trades.map(({ openTime, closeTime, exitReason }) => [
        openTime,
        closeTime,
        exitReason,
      ]),
    );
    profit += alone.value.answer.trades.reduce((sum, { profitAbs }) => sum + Number(profitAbs), 0);
  }
  expect(Number(report.metrics.finalBalance)).toBeCloseTo(10_000 + profit, 6);
});

it("one wallet: what one market has spent the other does not have, and that is counted", () => {
  const run = together({ wallet: 110 });
  if (!run.ok) throw new Error(run.refusal.message);
  expect(run.value.report.refused?.funds).toBeGreaterThan(0);
});

it("flags of several files are traded on one wallet, each by its own market", () => {
  const flagged = files.map(({ symbol, file }, place) => {
    const { length } = file.candles.close;
    const every = (step: number, shift: number) =>
      Uint8Array.from({ length }, (_none, at) => (at % step === shift ? 1 : 0));
    return { symbol, file: { ...file, flags: { entry: every(50 + place, 3), exit: every(50 + place, 23) } } };
  });
  const options = backtestOptions.parse({ stake: 100 });
  const asked = { strategy: "signals", params: {}, options };
  const run = runTogether({ ...asked, files: flagged }, () => 0);
  if (!run.ok) throw new Error(run.refusal.message);
  for (const { symbol, file } of flagged) {
    const alone = runBacktest({ ...asked, file, fine: null }, () => 0);
    if (!alone.ok) throw new Error(alone.refusal.message);
    const own = run.value.trades.filter((trade) => trade.symbol === symbol);
    expect(own.length).toBeGreaterThan(20);
    expect(own.map(({ openAt, closeAt }) => [openAt, closeAt])).toEqual(
      alone.value.answer.trades.map(({ openTime, closeTime }) => [openTime, closeTime]),
    );
  }
  const bare = runTogether({ ...asked, files }, () => 0);
  expect(bare.ok ? "" : bare.refusal.message).toMatch(/^3\.csv has no columns enter_long and exit_long/);
});

it("files that do not go together are refused by their names", () => {
  const [first] = files as [(typeof files)[0]];
  const other = { symbol: "B/USDT", file: { ...fileOf(5), timeframe: "1h" as const } };
  const words = (run: ReturnType<typeof together>) => (run.ok ? "" : run.refusal.message);
  expect(words(together({}, [first, other]))).toMatch(/3\.csv holds 5m candles and 5\.csv 1h: .*--timeframe/);
  expect(words(together({}, [first, first]))).toMatch(/Two files are of "A\/USDT"/);
});
