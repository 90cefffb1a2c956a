import { uniformStream } from "@/server/market/core/simulation/seeded-random";
import type { BacktestRequest } from "../backtest-request";
import type { BacktestHeadline, BacktestReport, ReportMarker } from "../backtest-view";
import { exitReasons } from "../kernel/trade-list";
import { measureRun, type RunMetrics } from "../metrics/measure-run";
import { plainNumber, plainOrNull } from "../plain-number";
import type { WorkOutcome } from "../plan-work";
import { wholeSpan } from "../replay-span";
import { sliceColumns } from "../slice-columns";
import { trialsOf } from "../sweep/rank-sets";
import { type FlatTrade, toIso, toMeasuredTrade, toMoney, toReportTrade } from "./flat-trades";
import { monthTable } from "./month-table";
import { toRefusedView } from "./refused-words";
import { type NamedReplay, replayOutcome, type ShownReplay } from "./replay-outcome";
import { runChecks } from "./run-checks";
import { toSweepReport, toWalkForwardReport } from "./search-reports";
import { type EquitySeries, newestCandles, thinCandles, thinEquity } from "./thin-equity";

const TRADES_MAX = 5_000;

export type ReportInput = {
  readonly request: BacktestRequest;
  readonly markets: readonly NamedReplay[];
  readonly outcome: WorkOutcome;
  /** where the candles come from, for people */
  readonly source: string;
};

/** The whole report but for how long it took; null when the search found nothing that traded enough to be shown. */
export function buildReport(input: ReportInput): Omit<BacktestReport, "timing"> | null {
  const shown = replayOutcome(input.markets, input.outcome);
  return shown && reportShown(input, shown);
}

/** The report of a replay that was made already. */
export function reportShown(input: ReportInput, shown: ShownReplay): Omit<BacktestReport, "timing"> | null {
  const { request, markets, outcome, source } = input;
  const [first] = markets;
  if (!first || shown.equity.length === 0) return null;
  const { replay, symbol } = first;
  const candles = sliceColumns(replay.candles, shown.span);
  const start = replay.options.wallet;
  const holds = markets.length === 1;
  const paid = (candles.open[0] as number) * (1 + replay.options.fee);
  const series: EquitySeries = {
    at: shown.at,
    equity: shown.equity,
    start,
    hold: holds ? candles.close.map((close) => (start * close) / paid) : null,
  };
  const trades = shown.trades.slice(-TRADES_MAX);
  return {
    kind: request.kind,
    params: shown.params,
    candles: { ...describeCandles(input, shown), source },
    metrics: measure(input, shown),
    refused: toRefusedView(shown.refused, replay.options),
    equity: thinEquity(series),
    chart: thinCandles(candles),
    ...newestCandles(candles),
    months: monthTable(series, shown.trades),
    trades: trades.map(toReportTrade),
    tradesTotal: shown.trades.length,
    markers: trades.filter((trade) => trade.symbol === symbol).flatMap(toMarkers),
    exits: countExits(shown.trades),
    sweep: outcome.kind === "sweep" ? toSweepReport(request, replay, outcome) : null,
    walkForward: outcome.kind === "walk-forward" ? toWalkForwardReport(request, replay, outcome) : null,
    checks: runChecks(input, shown),
  };
}

/** The figures that a list shows of a report. */
export function toHeadline({ metrics, tradesTotal }: Omit<BacktestReport, "timing">): BacktestHeadline {
  return {
    trades: tradesTotal,
    totalReturn: plainOrNull(metrics.daily.totalReturn),
    maxDrawdown: plainNumber(metrics.equity.maxDrawdownRelative),
    sharpe: plainOrNull(metrics.daily.sharpe),
    winRate: plainOrNull(metrics.trades.winRate),
    profitFactor: plainOrNull(metrics.trades.profitFactor),
    excessReturn: plainOrNull(metrics.buyAndHold?.excessReturn ?? null),
  };
}

function measure({ request, markets, outcome }: ReportInput, shown: ShownReplay): RunMetrics {
  const { replay } = markets[0] as NamedReplay;
  const candles = sliceColumns(replay.candles, shown.span);
  const fromAt = (shown.at[0] as number) - replay.stepMs;
  const market =
    markets.length === 1
      ? { firstOpen: candles.open[0] as number, closes: { at: shown.at, value: candles.close } }
      : null;
  const facts = {
    startingBalance: toMoney(replay.options.wallet),
    fromAt,
    toAt: shown.at.at(-1) as number,
    trades: shown.trades.map(toMeasuredTrade),
    equity: { at: shown.at, value: shown.equity },
    market,
    fee: replay.options.fee,
    trials: outcome.kind === "sweep" ? trialsOf(outcome.tried) : null,
  };
  return measureRun(facts, uniformStream(request.seed));
}

function describeCandles({ markets }: ReportInput, shown: ShownReplay) {
  let [count, missing, gaps] = [0, 0, 0];
  for (const { replay } of markets) {
    const { openAt } =
      markets.length === 1
        ? sliceColumns(replay.candles, shown.span)
        : sliceColumns(replay.candles, wholeSpan(replay));
    count += openAt.length;
    for (let index = 1; index < openAt.length; index++) {
      const skipped =
        Math.round(((openAt[index] as number) - (openAt[index - 1] as number)) / replay.stepMs) - 1;
      if (skipped > 0) [missing, gaps] = [missing + skipped, gaps + 1];
    }
  }
  const { stepMs } = (markets[0] as NamedReplay).replay;
  return {
    count,
    missing,
    gaps,
    from: toIso((shown.at[0] as number) - stepMs),
    to: toIso(shown.at.at(-1) as number),
  };
}

const toMarkers = (trade: FlatTrade): readonly ReportMarker[] => {
  const { symbol, exitReason } = trade;
  return [
    { symbol, at: toIso(trade.openAt), side: "buy", price: plainNumber(trade.openRate), reason: "entry" },
    {
      symbol,
      at: toIso(trade.closeAt),
      side: "sell",
      price: plainNumber(trade.closeRate),
      reason: exitReason,
    },
  ];
};

function countExits(trades: readonly FlatTrade[]): BacktestReport["exits"] {
  return exitReasons.flatMap((reason) => {
    const own = trades.filter(({ exitReason }) => exitReason === reason);
    const profit = plainNumber(own.reduce((sum, trade) => sum + trade.profit, 0));
    return own.length === 0 ? [] : [{ reason, trades: own.length, profit }];
  });
}
