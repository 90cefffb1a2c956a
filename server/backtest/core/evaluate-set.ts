import type { CandleColumns } from "./kernel/candle-columns";
import { emaCrossSignals } from "./kernel/ema-cross-signals";
import type { KernelRules } from "./kernel/kernel-rules";
import { runMarket } from "./kernel/run-market";

/** One set of parameters in a sweep: the EMA cross and the stop. */
export type ParameterSet = { readonly fast: number; readonly slow: number; readonly stopRatio: number };

/** What a sweep keeps of one set: profit in quote after fees, and how often it won. */
export type SetFigures = { readonly trades: number; readonly wins: number; readonly profit: number };

/** Replays one market with one set of parameters, without its equity curve. */
export function evaluateSet(
  candles: CandleColumns,
  { fast, slow, stopRatio }: ParameterSet,
  rules: KernelRules,
  cash: number,
): SetFigures {
  const signals = emaCrossSignals(candles.close, { fast, slow, trend: 0 });
  const { trades } = runMarket(candles, signals, { ...rules, stopRatio }, { cash, equity: null });
  let [wins, profit] = [0, 0];
  for (let index = 0; index < trades.length; index++) {
    const gain = trades.profit[index] as number;
    profit += gain;
    if (gain > 0) wins += 1;
  }
  return { trades: trades.length, wins, profit };
}
