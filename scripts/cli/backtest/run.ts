// backtest without a search: one file, or several on one wallet.
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { type CandleFile, readCandles } from "@/server/backtest/candle-files/read-candles";
import { plainNumber } from "@/server/backtest/core/plain-number";
import type { FlatTrade } from "@/server/backtest/core/report/flat-trades";
import { thinEquity } from "@/server/backtest/core/report/thin-equity";
import { reportRun } from "@/server/backtest/report-run";
import { type BacktestRequest, stepBacktest } from "@/server/backtest/run-backtest";
import { runTogether } from "@/server/backtest/run-together";
import { candleCloseAt } from "@/server/market/core/candle";
import { ownStrategyFaults } from "@/server/strategy/core/catalog";
import { readCandleOptions } from "../../lib/candle-options";
import { listenForCtrlC } from "./listen-for-ctrl-c";
import { BadInput, type Given } from "./read-call";
import { readJson, readOptions } from "./read-options";
import { warn } from "./warn";
import { writeReport } from "./write-report";
import { writeTables } from "./write-tables";

const iso = (at: number): string => new Date(at).toISOString();

function readAsked(given: Given) {
  if ((given.candles ?? []).length === 0)
    throw new BadInput("Name the candles: backtest --candles FILE --strategy NAME.");
  if (given.strategy === undefined)
    throw new BadInput("Name the strategy: backtest --candles FILE --strategy ema-cross.");
  for (const words of ownStrategyFaults()) console.error(words);
  return {
    strategy: given.strategy,
    options: readOptions(given),
    params: readJson("params", given.params ?? "{}"),
  };
}

/** As the call, the file, or the file's name has it. */
const symbolOf = (given: Given, file: CandleFile, place: number): string =>
  given.symbol?.[place] ??
  file.symbol ??
  path.basename(file.file).replace(/\.(csv|json|zip|gz|feather)/g, "");

/** One file. */
export async function replayCandles(given: Given) {
  const { strategy, options, params } = readAsked(given);
  const choice = readCandleOptions(given);
  const file = await readCandles(given.candles?.[0] as string, choice, Date.now());
  const fine =
    given.fine === undefined
      ? null
      : await readCandles(given.fine, { ...choice, timeframe: null }, Date.now());
  const run = await runWatched({ file, fine, strategy, params, options });
  if (!run.ok) throw new BadInput(run.refusal.message);
  for (const { words } of file.notes) console.error(`${file.file}: ${words}`);
  const { answer, series } = run.value;
  warn(answer);
  if (answer.cutOf !== null) console.error(cutWords(answer.candles, answer.cutOf));
  const { openAt } = series.candles;
  await writeTables(given, answer.trades, { at: openAt, equity: series.equity });
  const { timeframe } = fine ?? file;
  const closes = openAt.map((at) => candleCloseAt(at, timeframe));
  const symbol = symbolOf(given, file, 0);
  await writeReport(given, {
    report:
      given.report === undefined ? null : reportRun({ symbol, file: fine ?? file, strategy, answer, series }),
    strategy,
    symbols: [symbol],
    timeframe: file.timeframe,
    options,
    notes: file.notes.map(({ words }) => words),
  });
  return {
    strategy,
    symbol,
    timeframe: file.timeframe,
    from: iso(openAt[0] as number),
    to: iso(closes.at(-1) as number),
    ...answer,
    equity: thinEquity({ at: closes, equity: series.equity, hold: null, start: options.wallet }),
    notes: file.notes,
  };
}

/** Between two steps Ctrl-C is heard: it ends the run with the candles it has come to. */
async function runWatched(request: BacktestRequest) {
  const cut = listenForCtrlC();
  const steps = stepBacktest(request, cpuNow);
  let step = steps.next(false);
  while (!step.done) {
    await setImmediate();
    step = steps.next(cut.isCut());
  }
  cut.stop();
  return step.value;
}

const cutWords = (done: number, all: number): string =>
  `Cut off by Ctrl-C: ${done} of ${all} candles were replayed, and what was held was sold at the last of them. All figures are of these.`;

/** Several files on one wallet. */
export async function replayTogether(given: Given) {
  const { strategy, options, params } = readAsked(given);
  const files: { readonly symbol: string; readonly file: CandleFile }[] = [];
  for (const [place, target] of (given.candles ?? []).entries()) {
    const file = await readCandles(target, readCandleOptions(given), Date.now());
    files.push({ symbol: symbolOf(given, file, place), file });
  }
  const run = runTogether({ files, strategy, params, options }, cpuNow);
  if (!run.ok) throw new BadInput(run.refusal.message);
  for (const { file } of files) for (const { words } of file.notes) console.error(`${file.file}: ${words}`);
  const { report, trades, timing } = run.value;
  warn(report);
  const shown = trades.map(toTogetherTrade);
  const { equity, metrics, refused, checks, candles } = report;
  await writeTables(given, shown, run.value.series);
  const { lookAhead, warmUp } = checks;
  const timeframe = files[0]?.file.timeframe ?? "";
  await writeReport(given, {
    report,
    strategy,
    symbols: files.map(({ symbol }) => symbol),
    timeframe,
    options,
    notes: files.flatMap(({ symbol, file }) => file.notes.map(({ words }) => `${symbol}: ${words}`)),
  });
  return {
    strategy,
    timeframe,
    from: candles.from,
    to: candles.to,
    candles: candles.count,
    symbols: files.map(({ symbol, file }) => toSymbolView(symbol, file, trades)),
    trades: shown,
    metrics,
    refused,
    checks: { lookAhead, warmUp },
    params: run.value.params,
    options,
    timing,
    equity,
    notes: files.flatMap(({ file }) => file.notes.map((note) => ({ file: file.file, ...note }))),
  };
}

function toSymbolView(symbol: string, file: CandleFile, trades: readonly FlatTrade[]) {
  const { openAt } = file.candles;
  const own = trades.filter((trade) => trade.symbol === symbol);
  return {
    symbol,
    file: file.file,
    candles: openAt.length - file.lead,
    from: iso(openAt[file.lead] as number),
    to: iso(candleCloseAt(openAt.at(-1) as number, file.timeframe)),
    gaps: file.gaps,
    trades: own.length,
    profitAbs: plainNumber(own.reduce((sum, { profit }) => sum + profit, 0)),
  };
}

const toTogetherTrade = ({ symbol, openAt, closeAt, exitReason, ...rest }: FlatTrade) => ({
  symbol,
  openTime: openAt,
  closeTime: closeAt,
  openRate: plainNumber(rest.openRate),
  closeRate: plainNumber(rest.closeRate),
  amount: plainNumber(rest.amount),
  profitAbs: plainNumber(rest.profit),
  profitRatio: plainNumber(rest.profitRatio),
  exitReason,
});

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
