import { timeframeMs } from "@/server/market/core/candle";
import { findStrategy } from "@/server/strategy/core/catalog";
import type { CandleFile } from "./candle-files/read-candles";
import type { BacktestReport } from "./core/backtest-view";
import { reportShown } from "./core/report/build-report";
import { toFlatTrades } from "./core/report/flat-trades";
import type { ParamSet } from "./core/sweep/param-space";
import { requestOfFiles } from "./request-of-files";
import type { BacktestAnswer, BacktestSeries } from "./run-backtest";

export type ReportedRun = {
  readonly symbol: string;
  /** the candles that were replayed: the finer ones where there are any */
  readonly file: CandleFile;
  readonly strategy: string;
  readonly answer: BacktestAnswer;
  readonly series: BacktestSeries;
};

/** A run over a file in the form in which the app keeps and shows its backtests; null where nothing was replayed. */
export function reportRun({
  symbol,
  file,
  strategy: id,
  answer,
  series,
}: ReportedRun): BacktestReport | null {
  const strategy = findStrategy(id);
  const request = requestOfFiles([{ symbol, file }], { kind: "run", strategy: id });
  if (!strategy || !request.ok) return null;
  const { params, options, refused, timing } = answer;
  const { candles, equity, trades } = series;
  const stepMs = timeframeMs(file.timeframe);
  const replay = { strategy, params: params as ParamSet, options, candles, lead: 0, stepMs };
  const report = reportShown(
    { request: request.value, markets: [{ symbol, replay }], outcome: { kind: "run" }, source: file.file },
    {
      params: params as ParamSet,
      trades: toFlatTrades(symbol, trades, candles, stepMs),
      at: candles.openAt.map((open) => open + stepMs),
      equity,
      span: { from: 0, until: candles.open.length },
      refused,
    },
  );
  const { cpuMs } = timing;
  return (
    report && {
      ...report,
      checks: { ...report.checks, ...answer.checks },
      timing: { wallMs: cpuMs, cpuMs, threads: 1 },
    }
  );
}
