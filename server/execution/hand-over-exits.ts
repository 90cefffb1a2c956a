import type { OpenPosition } from "@/server/positions/core/open-position";
import type { TradingRuntime } from "./runtime";
import { sellNow } from "./sell-now";

/** Why positions are sold, by whoever wants all of them gone. */
type Wanted = { readonly reasonCode: string; readonly words: string };

/** By trader, the positions that are being asked for: a venue that hangs is not handed the same ones again and again. */
const byTrader = new WeakMap<TradingRuntime, Set<string>>();

/**
 * Sells positions at market, each in its venue's lane, so that none waits for another venue; to be called again and again
 * until nothing is left, also of what arrives late. A position without a price is sold all the same: its exit is a market
 * order. Waits for none; answers how many are handed over.
 */
export function handOverExits(
  runtime: TradingRuntime,
  positions: readonly OpenPosition[],
  wanted: Wanted,
): number {
  const asked = byTrader.get(runtime) ?? new Set();
  byTrader.set(runtime, asked);
  const fresh = positions.filter(({ positionId }) => !asked.has(positionId));
  for (const position of fresh) {
    const { positionId } = position;
    asked.add(positionId);
    void sell(runtime, position, wanted).finally(() => asked.delete(positionId));
  }
  return fresh.length;
}

async function sell(
  runtime: TradingRuntime,
  position: OpenPosition,
  { reasonCode, words }: Wanted,
): Promise<void> {
  if (runtime.leaderToken() === null) return;
  const { positionId, exchange, symbol, stopPrice } = position;
  try {
    const price = runtime.lastTick(exchange, symbol)?.last ?? stopPrice;
    await sellNow(runtime, position, { reasonCode, price, words });
  } catch (error) {
    runtime.failed("selling a position", positionId, error);
  }
}
