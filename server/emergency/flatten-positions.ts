import { goOut } from "@/server/execution/lanes";
import { requestExit } from "@/server/execution/request-exit";
import type { TradingRuntime } from "@/server/execution/runtime";
import { sendExit } from "@/server/execution/send-orders";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { listFlattening } from "@/server/settings/halt";

/**
 * Sells what is open of every owner who chose to sell everything: each position in its venue's lane, so that none waits
 * for another venue; called again and again until nothing is left, also of what arrives late. A position without a
 * price is sold all the same: its exit is a market order. Answers how many exits are handed over.
 */
export async function flattenPositions(runtime: TradingRuntime): Promise<number> {
  if (runtime.leaderToken() === null) return 0;
  const userIds = await listFlattening();
  let handed = 0;
  for (const userId of userIds)
    for (const position of await listOpenPositions({ userId })) {
      void goOut(runtime, position.venue, "exit", () => sell(runtime, position));
      handed++;
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
