import { goOut } from "@/server/execution/lanes";
import { requestExit } from "@/server/execution/request-exit";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendExit } from "@/server/execution/send-orders";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { listFlattening } from "@/server/settings/halt";

/** By trader, the positions that are being asked for: a venue that hangs is not handed the same ones again and again. */
const byTrader = new WeakMap<TradingRuntime, Set<string>>();

/**
 * Sells what is open of every owner who chose to sell everything: each position in its venue's lane, so that none waits
 * for another venue; called again and again until nothing is left, also of what arrives late. A position without a
 * price is sold all the same: its exit is a market order. Answers how many exits are handed over.
 */
export async function flattenPositions(runtime: TradingRuntime): Promise<number> {
  if (runtime.leaderToken() === null) return 0;
  const userIds = await listFlattening();
  const asked = byTrader.get(runtime) ?? new Set();
  byTrader.set(runtime, asked);
  let handed = 0;
  for (const userId of userIds)
    for (const position of await listOpenPositions({ userId })) {
      const { positionId, venue } = position;
      if (asked.has(positionId)) continue;
      asked.add(positionId);
      handed++;
      void goOut(runtime, venue, "exit", () => sell(runtime, position)).finally(() =>
        asked.delete(positionId),
      );
    }
  return handed;
}

async function sell(runtime: TradingRuntime, position: OpenPosition): Promise<void> {
  if (runtime.leaderToken() === null) return;
  const { positionId, exchange, symbol, stopPrice } = position;
  try {
    const orderId = await requestExit(runtime, position, {
      reasonCode: "emergency",
      price: runtime.lastTick(exchange, symbol)?.last ?? stopPrice,
      words: "Emergency stop: everything is sold",
    });
    if (orderId) await sendExit(runtime, orderId);
  } catch (error) {
    runtime.failed("selling a position in an emergency", positionId, error);
  }
}
