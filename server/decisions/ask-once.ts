import type { CandleWindow, StrategySignal } from "@/server/strategy/core/strategy";
import type { AskStrategy } from "./core/plan-decision";

/** By the candles they were asked about; a window that nobody keeps any more takes its answers with it. */
const answered = new WeakMap<CandleWindow, Map<string, StrategySignal>>();

/**
 * Asks a strategy once for all bots that read the same candles with the same parameters and hold nothing. One that holds
 * something is asked anew: the answer depends on what it paid.
 */
export const askOnce: AskStrategy = (strategy, window, params, held) => {
  if (held !== null) return strategy.decide(window, params, held);
  const answers = answered.get(window) ?? new Map<string, StrategySignal>();
  answered.set(window, answers);
  const key = `${strategy.id} ${JSON.stringify(params)}`;
  const signal = answers.get(key) ?? strategy.decide(window, params, held);
  answers.set(key, signal);
  return signal;
};
