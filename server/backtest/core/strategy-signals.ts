import type { Strategy } from "@/server/strategy/core/strategy";
import { type CandleColumns, marketSignals, type Signals } from "./kernel/candle-columns";

/** What a strategy says about every candle of a series; null where only a replay candle by candle can tell. */
export function strategySignals(
  strategy: Strategy,
  params: Record<string, unknown>,
  candles: CandleColumns,
): Signals | null {
  const flags = strategy.signals?.(candles, params);
  return flags ? marketSignals(flags.entry, flags.exit) : null;
}
