import { emaCrossFlags } from "@/server/strategy/core/ema-cross-flags";
import { marketSignals, type Signals } from "./candle-columns";

/** The EMA cross over a whole series, as market orders. */
export function emaCrossSignals(
  close: Float64Array,
  params: { readonly fast: number; readonly slow: number; readonly trend: number },
): Signals {
  const { entry, exit } = emaCrossFlags(close, params);
  return marketSignals(entry, exit);
}
