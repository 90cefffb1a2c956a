import { accept, type Result, refuse } from "@/server/kernel/result";
import { type Timeframe, timeframeMs } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { Settings } from "@/server/settings/core/settings";
import { MEMORY_MAX } from "@/server/strategy/core/memory";
import type { Strategy } from "@/server/strategy/core/strategy";
import type { BacktestOptions } from "./backtest-options";
import { BACKTEST_LIMITS, type BacktestRequest } from "./backtest-request";
import { countTasks } from "./plan-work";
import { readParams, sweepableOptions } from "./replay-span";
import { toRunOptions } from "./run-options";
import { countSets, rulesOf } from "./search-needs";
import { possibleSets, setAt, toParamSpace } from "./sweep/param-space";
import { countWindows } from "./walk-forward/plan-windows";

export type RequestFacts = {
  readonly strategy: Strategy;
  /** one per symbol of the request, in its order */
  readonly markets: readonly { readonly rules: MarketRules; readonly timeframes: readonly Timeframe[] }[];
  readonly timeframe: Timeframe;
  readonly settings: Settings;
};

export type JudgedRequest = {
  /** steps of the progress bar: evaluations, and the report */
  readonly total: number;
  readonly options: { readonly [symbol: string]: BacktestOptions };
};

/** The strategy that reads flags from a candle file: prices of a market carry none. */
const FLAGS = "signals";
const SETS_TRIED = 2_000;

/** Whether a request can be carried out within the limits. Each refusal says what to change. */
export function judgeRequest(request: BacktestRequest, facts: RequestFacts): Result<JudgedRequest> {
  const { strategy, markets, timeframe, settings } = facts;
  const no =
    judgeStrategy(request, facts) ??
    judgeLength(request, timeframeMs(timeframe)) ??
    judgeSearch(request, strategy, timeframeMs(timeframe));
  if (no) return refuse("invalid", no);
  const possible = request.kind === "run" ? 1 : possibleSets(toParamSpace(request.ranges));
  const options = Object.fromEntries(
    markets.map(({ rules }) => [rules.symbol, toRunOptions(request, rules, settings)]),
  );
  return accept({ total: countTasks(request, windowsOf(request), possible) + 1, options });
}

function judgeStrategy(
  request: BacktestRequest,
  { strategy, markets, timeframe }: RequestFacts,
): string | null {
  const stepMs = timeframeMs(timeframe);
  if (strategy.id === FLAGS) {
    return `"${FLAGS}" reads flags from a candle file: use it with "npm run cli -- backtest --candles FILE".`;
  }
  if (request.symbols.length > 1 && strategy.signals === null) {
    return `${strategy.title} depends on its position: replay one symbol at a time.`;
  }
  const without = markets.find(({ timeframes }) => !timeframes.includes(timeframe));
  if (without) {
    return `${without.rules.symbol} has no ${timeframe} candles: choose one of ${without.timeframes.join(", ")}.`;
  }
  if (request.kind !== "run") return null;
  const params = readParams({ strategy, params: request.params, stepMs }, {});
  return params.ok ? null : `The parameters do not suit ${strategy.title}: ${params.words}`;
}

const candlesOf = ({ from, to }: BacktestRequest, stepMs: number): number =>
  Math.floor((Date.parse(to) - Date.parse(from)) / stepMs);

function judgeLength(request: BacktestRequest, stepMs: number): string | null {
  const candles = candlesOf(request, stepMs) * request.symbols.length;
  if (candles < 2)
    return "The period is shorter than two candles: choose a longer one, or a shorter timeframe.";
  if (candles <= BACKTEST_LIMITS.candles) return null;
  return `That is about ${inWords(candles)} candles; at most ${inWords(BACKTEST_LIMITS.candles)} are replayed at once. Choose a shorter period or a longer timeframe.`;
}

function judgeSearch(request: BacktestRequest, strategy: Strategy, stepMs: number): string | null {
  if (request.kind === "run") return null;
  const space = toParamSpace(request.ranges);
  const foreign = space.names.find((name) => name.startsWith("options.") && !sweepableOptions.includes(name));
  if (foreign) return `"${foreign}" cannot vary: of the options only ${sweepableOptions.join(" and ")} can.`;
  const possible = possibleSets(space);
  if (request.method === "grid" && possible > BACKTEST_LIMITS.sets) {
    return `The grid has ${inWords(possible)} sets; at most ${inWords(BACKTEST_LIMITS.sets)} are tried. Take wider steps, or search at random or genetically.`;
  }
  const rules = rulesOf(request, strategy);
  if (!rules.ok) return rules.refusal.message;
  const tried = Math.min(possible, SETS_TRIED);
  const stride = Math.max(1, Math.floor(possible / tried));
  const answers = Array.from({ length: tried }, (_, place) =>
    readParams({ strategy, params: request.params, stepMs }, setAt(space, place * stride)),
  );
  const [first] = answers;
  if (!answers.some(({ ok }) => ok)) {
    return `No set of these ranges suits ${strategy.title}: ${first && !first.ok ? first.words : "they are empty"}`;
  }
  const none = refuseEmpty(request, { strategy, stepMs });
  if (none) return none;
  return judgeWork(request, possible, stepMs);
}

/** A sentence when the conditions leave no set to try. */
export function refuseEmpty(
  request: BacktestRequest,
  asked: { readonly strategy: Strategy; readonly stepMs: number },
): string | null {
  if (request.kind === "run" || (request.where ?? []).length === 0) return null;
  const counts = countSets(request, asked, toParamSpace(request.ranges));
  if (counts === null || counts.left > 0) return null;
  const each = counts.where.map(({ rule, leftOut }) => `"${rule}" leaves out ${leftOut} of ${counts.taken}`);
  return `No set is left to try: ${each.join(", ")}. Widen the ranges or drop a condition.`;
}

function judgeWork(request: BacktestRequest, possible: number, stepMs: number): string | null {
  const windows = windowsOf(request);
  if (request.kind === "walk-forward") {
    if (windows < 1) {
      return `The period is too short: it needs ${request.fitDays} days to fit on and at least half of ${request.judgeDays} to judge on.`;
    }
    if (windows > BACKTEST_LIMITS.windows) {
      return `That makes ${windows} windows; at most ${BACKTEST_LIMITS.windows} are fitted. Judge on longer windows.`;
    }
  }
  const work = countTasks(request, windows, possible) * candlesOf(request, stepMs);
  if (work <= BACKTEST_LIMITS.setCandles) return null;
  const most = Math.floor(BACKTEST_LIMITS.setCandles / Math.max(1, candlesOf(request, stepMs) * windows));
  return `Too many parameter sets for so many candles: at most ${inWords(most)} fit this period. Try fewer sets or a shorter period.`;
}

/** How many times a request searches: once, or once a window. */
export const windowsOf = (request: BacktestRequest): number =>
  request.kind === "walk-forward"
    ? countWindows(Date.parse(request.from), Date.parse(request.to), request)
    : 1;

/** "121 739": groups of three. */
const inWords = (count: number): string => count.toFixed(0).replace(/\B(?=(\d{3})+$)/g, " ");

/** How many candles before the period are loaded for the strategy to remember. */
export function leadOf(request: BacktestRequest, strategy: Strategy, stepMs: number): number {
  if (request.kind !== "run") return MEMORY_MAX;
  const params = readParams({ strategy, params: request.params, stepMs }, {});
  return params.ok ? Math.min(MEMORY_MAX, strategy.memory(params.value, stepMs)) : 0;
}
