import { accept, type Result, refuse } from "@/server/kernel/result";
import type { CandleGap } from "@/server/market/candle-files/candle-file";
import { timeframeMs } from "@/server/market/core/candle";
import { chooseStrategy } from "@/server/strategy/core/choose-strategy";
import { judgeMemory } from "@/server/strategy/core/judge-memory";
import { signals as flagStrategy } from "@/server/strategy/core/signals";
import type { CandleFile } from "./candle-files/read-candles";
import { type BacktestOptions, toKernelRules } from "./core/backtest-options";
import type { CheckResult, RefusedView } from "./core/backtest-view";
import type { ByCandleOptions, SteppedRun } from "./core/by-candle/run-by-candle";
import { stepLots } from "./core/by-candle/run-ladder";
import { checkStrategy } from "./core/checks/check-strategy";
import type { CandleColumns, Signals } from "./core/kernel/candle-columns";
import type { KernelRules } from "./core/kernel/kernel-rules";
import { refineSignals } from "./core/kernel/refine-signals";
import { runMarket } from "./core/kernel/run-market";
import type { TradeList } from "./core/kernel/trade-list";
import { measureBacktest } from "./core/measure-backtest";
import type { RunMetrics } from "./core/metrics/measure-run";
import { type Replay, signalsOfSpan } from "./core/replay-span";
import { toRefusedView } from "./core/report/refused-words";
import { sliceColumns, sliceSignals } from "./core/slice-columns";
import { strategySignals } from "./core/strategy-signals";
import type { ParamSet } from "./core/sweep/param-space";
import { type BacktestTrade, toTradeViews } from "./core/to-trade-views";
import { noFlags } from "./no-flags";

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
  /** of how many, where it was cut off */
  readonly cutOf: number | null;
  readonly gaps: readonly CandleGap[];
  readonly trades: readonly BacktestTrade[];
  readonly metrics: RunMetrics;
  /** signals to enter that bought nothing */
  readonly refused: RefusedView;
  /** whether the strategy's signals can be believed */
  readonly checks: { readonly lookAhead: CheckResult; readonly warmUp: CheckResult };
  /** the parameters and options in force, defaults filled in */
  readonly params: Record<string, unknown>;
  readonly options: BacktestOptions;
  readonly timing: { readonly cpuMs: number; readonly candlesPerCpuSecond: number };
};

/** What a report is made of: equity in quote at the close of each candle, and the trades in the kernel's form. */
export type BacktestResult = Result<{ readonly answer: BacktestAnswer; readonly series: BacktestSeries }>;

export type BacktestSeries = {
  readonly candles: CandleColumns;
  readonly equity: Float64Array;
  readonly trades: TradeList;
};

/** Of the intervals drawn for the metrics: two reports of one run are the same report. */
const SEED = 42;

/**
 * Replays stored candles of one market: signals of the strategy, orders by the fill model, all trades, the equity at
 * each close, and whether the signals can be believed. Refuses an unknown strategy, parameters it does not take, and finer candles that are not finer.
 * `cpuNow` tells the CPU time of this process in ms.
 */
export function runBacktest(request: BacktestRequest, cpuNow: () => number): BacktestResult {
  const steps = stepBacktest(request, cpuNow);
  let step = steps.next(false);
  while (!step.done) step = steps.next(false);
  return step.value;
}

/** `runBacktest` in steps; told `true`, it ends with the candles it has come to and says how many those are. */
export function* stepBacktest(
  { file, fine, strategy, params, options }: BacktestRequest,
  cpuNow: () => number,
): Generator<void, BacktestResult, boolean> {
  const stepMs = timeframeMs(file.timeframe);
  const unfit = fine && judgeFine(fine, file);
  if (unfit) return refuse("invalid", unfit);
  const startedMs = cpuNow();
  const wished = askStrategy(strategy, params, file, options);
  if (!wished.ok) return wished;
  const { signals, replay, check, params: inForce } = wished.value;
  if (fine && !signals) {
    return refuse("invalid", `${strategy} depends on its position: replay it without finer candles.`);
  }
  const span = { from: file.lead, until: file.candles.open.length };
  const asked = fine?.candles ?? sliceColumns(file.candles, span);
  const room = new Float64Array(asked.open.length);
  const rules = toKernelRules(options, stepMs);
  const money = { cash: options.wallet, equity: room };
  const coarse = signals && { candles: file.candles, signals, timeframeMs: stepMs };
  const { run, candles: passed } = coarse
    ? {
        run: runMarket(asked, fine ? refineSignals(coarse, fine.candles) : coarse.signals, rules, money),
        candles: asked.open.length,
      }
    : yield* replay(rules, money);
  const candles = sliceColumns(asked, { from: 0, until: passed });
  const equity = room.subarray(0, passed);
  const cpuMs = Math.max(cpuNow() - startedMs, 0.001);
  const answer = {
    candles: passed,
    cutOf: passed < asked.open.length ? asked.open.length : null,
    gaps: file.gaps,
    params: inForce,
    options,
    trades: toTradeViews(run.trades, candles),
    metrics: measureBacktest(
      {
        candles,
        equity,
        trades: run.trades,
        wallet: options.wallet,
        fee: options.fee,
        stepMs: timeframeMs((fine ?? file).timeframe),
      },
      SEED,
    ),
    refused: toRefusedView(run.refused, options),
    checks: check(rules, options.wallet),
    timing: { cpuMs, candlesPerCpuSecond: Math.round((candles.open.length * 1_000) / cpuMs) },
  };
  return accept({ answer, series: { candles, equity, trades: run.trades } });
}

const NO_PERIOD = "Finer candles go with the whole file: leave out --from, or --fine.";

type Asked = {
  readonly params: Record<string, unknown>;
  /** null where only a replay candle by candle can tell */
  readonly signals: Signals | null;
  readonly replay: (rules: KernelRules, money: ByCandleOptions) => Generator<void, SteppedRun, boolean>;
  readonly check: (rules: KernelRules, cash: number) => ReturnType<typeof checkStrategy>;
};

function askStrategy(id: string, params: unknown, file: CandleFile, options: BacktestOptions): Result<Asked> {
  const { candles, flags, lead } = file;
  const chosen = chooseStrategy(id);
  if (!chosen.ok) return chosen;
  const strategy = chosen.value;
  if (id === flagStrategy.id && !flags) {
    return refuse("invalid", noFlags(file));
  }
  const parsed = strategy.paramsSchema.safeParse(params);
  if (parsed.success) {
    const { data } = parsed;
    const words = judgeMemory(strategy, data, timeframeMs(file.timeframe));
    if (words !== null) return refuse("invalid", `The parameters do not suit ${id}: ${words}`);
    return accept({
      params: data,
      signals: signalsOf(file, { strategy, params: data as ParamSet, options }),
      replay: (rules, money) => stepLots(candles, strategy, data, rules, { ...money, from: lead }),
      check: (rules, cash) => checkStrategy({ strategy, params: data, candles, rules, cash }, SEED),
    });
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  return refuse("invalid", `The parameters do not suit ${id}: ${where ? `${where}: ` : ""}${issue?.message}`);
}

/** Over the whole file as it comes, the reference's way; of a period with what the strategy remembers before it. */
function signalsOf(
  { candles, flags, lead, timeframe }: CandleFile,
  { strategy, params, options }: Pick<Replay, "strategy" | "params" | "options">,
): Signals | null {
  const span = { from: lead, until: candles.open.length };
  if (lead === 0 || flags !== null) {
    const signals = strategySignals(strategy, params, { ...candles, flags });
    return signals && sliceSignals(signals, span);
  }
  const replay = { strategy, params, options, candles, lead, stepMs: timeframeMs(timeframe) };
  return signalsOfSpan(replay, params, span);
}

/** Why finer candles cannot tell what happened inside the others; null when they can. */
function judgeFine(fine: CandleFile, file: CandleFile): string | null {
  if (file.lead > 0) return NO_PERIOD;
  if (timeframeMs(file.timeframe) % timeframeMs(fine.timeframe) !== 0)
    return `${fine.file} holds ${fine.timeframe} candles, which do not divide ${file.timeframe}.`;
  return covers(fine, file)
    ? null
    : `${fine.file} does not reach from the first to the last candle of ${file.file}.`;
}

function covers(fine: CandleFile, coarse: CandleFile): boolean {
  const spanOf = ({ candles, timeframe }: CandleFile) => ({
    from: candles.openAt[0] ?? 0,
    until: (candles.openAt.at(-1) ?? 0) + timeframeMs(timeframe),
  });
  return spanOf(fine).from <= spanOf(coarse).from && spanOf(fine).until >= spanOf(coarse).until;
}
