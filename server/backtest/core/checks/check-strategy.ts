import type { Flags, Strategy } from "@/server/strategy/core/strategy";
import type { CheckResult } from "../backtest-view";
import { runByCandle } from "../by-candle/run-by-candle";
import type { CandleColumns, Signals } from "../kernel/candle-columns";
import type { KernelRules } from "../kernel/kernel-rules";
import { sliceColumns } from "../slice-columns";
import { strategySignals } from "../strategy-signals";
import { checkLookAhead, notRun } from "./check-look-ahead";
import { checkWarmUp } from "./check-warm-up";
import { checkWindows } from "./check-windows";

/** Candles that a strategy asked candle by candle is checked on: the newest are plenty to catch it. */
const NEWEST = 20_000;

/** The strategy that only repeats flags of the candle file. */
const FLAGS = "signals";

export type Checked = {
  readonly strategy: Strategy;
  readonly params: Record<string, unknown>;
  readonly candles: CandleColumns & { readonly flags?: Flags | null };
  readonly rules: KernelRules;
  readonly cash: number;
};

/**
 * Whether a strategy's signals can be believed: none may know a later candle, and none may change with more history.
 * Every run is checked, whatever it is for. The same seed looks at the same places.
 */
export function checkStrategy(
  { strategy, params, candles, rules, cash }: Checked,
  seed: number,
): { readonly lookAhead: CheckResult; readonly warmUp: CheckResult } {
  if (strategy.id === FLAGS) return { lookAhead: fromTheFile, warmUp: fromTheFile };
  if (strategy.signals === null) {
    const until = candles.open.length;
    const newest = sliceColumns(candles, { from: Math.max(0, until - NEWEST), until });
    const play = (one: Strategy) => runByCandle(newest, one, params, rules, { cash, equity: null });
    return { lookAhead: checkWindows(strategy, play, seed), warmUp: asInTrading };
  }
  const ask = (columns: CandleColumns): Signals => {
    const signals = strategySignals(strategy, params, withFlags(columns, candles));
    if (!signals) throw new Error("Invariant broken: a strategy with signals gave none");
    return signals;
  };
  return {
    lookAhead: checkLookAhead(ask, candles, seed),
    warmUp: checkWarmUp(ask, candles, strategy.memory(params, rules.timeframeMs), seed),
  };
}

/** A part of the candles, which shares their memory, with the same part of the flags that came with them. */
function withFlags(part: CandleColumns, { openAt, flags }: Checked["candles"]): Checked["candles"] {
  if (!flags) return part;
  const from = (part.openAt.byteOffset - openAt.byteOffset) / openAt.BYTES_PER_ELEMENT;
  const until = from + part.openAt.length;
  return {
    ...part,
    flags: { entry: flags.entry.subarray(from, until), exit: flags.exit.subarray(from, until) },
  };
}

const fromTheFile = notRun(
  "The flags came with the candles: whether they knew the future only their maker can tell.",
);

const asInTrading: CheckResult = {
  ok: true,
  ran: true,
  words: "It is asked candle by candle with the history it remembers and no more, as trading asks it.",
  at: [],
  looked: 0,
};
