import { accept, type Result, refuse } from "@/server/kernel/result";
import { timeframeMs } from "@/server/market/core/candle";
import { findStrategy, strategyIds } from "@/server/strategy/core/catalog";
import type { CandleFile, CandleGap } from "./candle-files/read-candles";
import { type BacktestOptions, toKernelRules } from "./core/backtest-options";
import { type CandleColumns, flagSignals, type Signals } from "./core/kernel/candle-columns";
import { refineSignals } from "./core/kernel/refine-signals";
import { runMarket } from "./core/kernel/run-market";
import { measureBacktest } from "./core/measure-backtest";
import type { RunMetrics } from "./core/metrics/measure-run";
import { strategySignals } from "./core/strategy-signals";
import { type BacktestTrade, toTradeViews } from "./core/to-trade-views";

export type BacktestRequest = {
  readonly file: CandleFile;
  /** finer candles of the same market, to read the order of prices inside a candle; null: assume the worse */
  readonly fine: CandleFile | null;
  readonly strategy: string;
  readonly params: unknown;
  readonly options: BacktestOptions;
};

export type BacktestAnswer = {
  readonly candles: number;
  readonly gaps: readonly CandleGap[];
  readonly trades: readonly BacktestTrade[];
  readonly metrics: RunMetrics;
  readonly timing: { readonly cpuMs: number; readonly candlesPerCpuSecond: number };
};

/** What a report computes its metrics from: equity in quote at the close of each candle. */
export type BacktestSeries = { readonly candles: CandleColumns; readonly equity: Float64Array };

const SIGNALS = "signals";
/** Of the intervals drawn for the metrics: two reports of one run are the same report. */
const SEED = 42;

/**
 * Replays stored candles of one market: signals of the strategy, orders by the fill model, all trades and the equity
 * at each close. Refuses an unknown strategy, parameters it does not take, and finer candles that are not finer.
 * `cpuNow` tells the CPU time of this process in ms.
 */
export function runBacktest(
  { file, fine, strategy, params, options }: BacktestRequest,
  cpuNow: () => number,
): Result<{ readonly answer: BacktestAnswer; readonly series: BacktestSeries }> {
  const stepMs = timeframeMs(file.timeframe);
  if (fine && stepMs % timeframeMs(fine.timeframe) !== 0) {
    return refuse(
      "invalid",
      `${fine.file} holds ${fine.timeframe} candles, which do not divide ${file.timeframe}.`,
    );
  }
  if (fine && !covers(fine, file)) {
    return refuse(
      "invalid",
      `${fine.file} does not reach from the first to the last candle of ${file.file}.`,
    );
  }
  const startedMs = cpuNow();
  const wished = askStrategy(strategy, params, file);
  if (!wished.ok) return wished;
  const coarse = { candles: file.candles, signals: wished.value, timeframeMs: stepMs };
  const candles = fine?.candles ?? file.candles;
  const signals = fine ? refineSignals(coarse, fine.candles) : wished.value;
  const equity = new Float64Array(candles.open.length);
  const run = runMarket(candles, signals, toKernelRules(options, stepMs), { cash: options.wallet, equity });
  const cpuMs = Math.max(cpuNow() - startedMs, 0.001);
  const answer = {
    candles: candles.open.length,
    gaps: file.gaps,
    trades: toTradeViews(run.trades, candles),
    metrics: measureBacktest(
      {
        ...{ candles, equity, trades: run.trades, wallet: options.wallet, fee: options.fee },
        stepMs: timeframeMs((fine ?? file).timeframe),
      },
      SEED,
    ),
    timing: { cpuMs, candlesPerCpuSecond: Math.round((candles.open.length * 1_000) / cpuMs) },
  };
  return accept({ answer, series: { candles, equity } });
}

function askStrategy(id: string, params: unknown, { candles, flags, file }: CandleFile): Result<Signals> {
  if (id === SIGNALS) {
    if (flags) return accept(flagSignals(flags.entry, flags.exit));
    return refuse("invalid", `${file} has no columns enter_long and exit_long for the strategy "signals".`);
  }
  const strategy = findStrategy(id);
  if (!strategy) {
    const known = [...strategyIds(), SIGNALS].join(", ");
    return refuse("invalid", `There is no strategy "${id}": choose one of ${known}.`);
  }
  const parsed = strategy.paramsSchema.safeParse(params);
  if (parsed.success) return accept(strategySignals(strategy, parsed.data, candles));
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  return refuse("invalid", `The parameters do not suit ${id}: ${where ? `${where}: ` : ""}${issue?.message}`);
}

function covers(fine: CandleFile, coarse: CandleFile): boolean {
  const spanOf = ({ candles, timeframe }: CandleFile) => ({
    from: candles.openAt[0] ?? 0,
    until: (candles.openAt.at(-1) ?? 0) + timeframeMs(timeframe),
  });
  return spanOf(fine).from <= spanOf(coarse).from && spanOf(fine).until >= spanOf(coarse).until;
}
