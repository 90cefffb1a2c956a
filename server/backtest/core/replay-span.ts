import { judgeMemory } from "@/server/strategy/core/judge-memory";
import type { Flags, Strategy } from "@/server/strategy/core/strategy";
import { type BacktestOptions, toKernelRules } from "./backtest-options";
import { runLots } from "./by-candle/run-ladder";
import type { CandleColumns, Signals } from "./kernel/candle-columns";
import type { KernelRules } from "./kernel/kernel-rules";
import { type MarketRun, runMarket } from "./kernel/run-market";
import type { TradeList } from "./kernel/trade-list";
import { type CandleSpan, sliceColumns, sliceSignals } from "./slice-columns";
import { strategySignals } from "./strategy-signals";
import type { ParamSet } from "./sweep/param-space";

/** One market as it is replayed again and again with other parameters. */
export type Replay = {
  readonly strategy: Strategy;
  /** the parameters of the request; those of a set come on top */
  readonly params: ParamSet;
  readonly options: BacktestOptions;
  /** those of the period, after `lead` earlier ones that are only remembered */
  readonly candles: CandleColumns;
  /** those that came with the candles; absent where none did */
  readonly flags?: Flags | null;
  readonly lead: number;
  readonly stepMs: number;
};

const OPTION = "options.";
/** The options a set may change, besides the strategy's parameters. */
export const sweepableOptions: readonly string[] = ["options.stop", "options.timeStopMinutes"];

/** The strategy's parameters of a set as its schema reads them; a sentence when it refuses them. */
export function readParams(
  { strategy, params, stepMs }: Pick<Replay, "strategy" | "params" | "stepMs">,
  set: ParamSet,
):
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly words: string } {
  const own = Object.entries(set).filter(([name]) => !name.startsWith(OPTION));
  const parsed = strategy.paramsSchema.safeParse({ ...params, ...Object.fromEntries(own) });
  if (parsed.success) {
    const words = judgeMemory(strategy, parsed.data, stepMs);
    return words === null ? { ok: true, value: parsed.data } : { ok: false, words };
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  return { ok: false, words: `${where ? `${where}: ` : ""}${issue?.message ?? "they cannot be read"}` };
}

/** The rules of a set: the request's, but for the options the set changes. */
export function rulesOfSet(
  { options, stepMs }: Pick<Replay, "options" | "stepMs">,
  set: ParamSet,
): KernelRules {
  const changed = { ...options };
  const { "options.stop": stop, "options.timeStopMinutes": timeStopMinutes } = set;
  if (typeof stop === "number") changed.stop = stop;
  if (typeof timeStopMinutes === "number") changed.timeStopMinutes = timeStopMinutes;
  return toKernelRules(changed, stepMs);
}

/** The candles of the period. */
export const wholeSpan = ({ candles, lead }: Pick<Replay, "candles" | "lead">): CandleSpan => ({
  from: lead,
  until: candles.open.length,
});

/**
 * What the strategy says about each candle of a span, asked with as much history before it as it remembers and nothing
 * after it; null where it depends on the position. It may be written to `room`.
 */
export function signalsOfSpan(
  { strategy, candles, flags, stepMs }: Replay,
  params: Record<string, unknown>,
  { from, until }: CandleSpan,
  room?: Flags,
): Signals | null {
  const first = Math.max(0, from - strategy.memory(params, stepMs));
  const asked = {
    ...sliceColumns(candles, { from: first, until }),
    flags: flags && sliceFlags(flags, first, until),
  };
  const signals = strategySignals(strategy, params, asked, room);
  if (!signals) return null;
  const own = sliceSignals(signals, { from: from - first, until: until - first });
  // as in trading: with fewer candles than its warm-up nobody asks it
  own.entry.fill(0, 0, Math.max(0, Math.min(own.entry.length, strategy.warmup(params) - 1 - from)));
  return own;
}

const sliceFlags = ({ entry, exit }: Flags, from: number, until: number): Flags => ({
  entry: entry.subarray(from, until),
  exit: exit.subarray(from, until),
});

export type SpanRun = {
  readonly span: CandleSpan;
  /** of the span, from `signalsOfSpan` */
  readonly signals: Signals | null;
  readonly cash: number;
  /** one place per candle of the span */
  readonly equity: Float64Array | null;
  /** an empty list to write the trades to; a new one unless given */
  readonly trades?: TradeList | undefined;
};

/** Replays one span on its own: flat at its beginning, sold at its last close. Trades count candles of the span. */
export function replaySpan(
  replay: Replay,
  set: ParamSet,
  params: Record<string, unknown>,
  { span, signals, cash, equity, trades }: SpanRun,
): MarketRun {
  const rules = rulesOfSet(replay, set);
  if (!signals) {
    const until = sliceColumns(replay.candles, { from: 0, until: span.until });
    return runLots(until, replay.strategy, params, rules, { cash, equity, trades, from: span.from });
  }
  return runMarket(sliceColumns(replay.candles, span), signals, rules, { cash, equity, trades });
}
