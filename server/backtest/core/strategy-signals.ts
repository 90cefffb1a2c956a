import type { Flags, Strategy } from "@/server/strategy/core/strategy";
import { type CandleColumns, marketSignals, type Signals } from "./kernel/candle-columns";

/**
 * What a strategy says about every candle of a series, from the first one on; null where only a replay candle by
 * candle can tell. `flags` are those that came with the candles; `room` is memory the answer may be written to.
 */
export function strategySignals(
  strategy: Strategy,
  params: Record<string, unknown>,
  candles: CandleColumns & { readonly flags?: Flags | null },
  room?: Flags,
): Signals | null {
  const wished = strategy.signals?.(candles, params, room);
  return wished ? marketSignals(wished.entry, wished.exit) : null;
}
