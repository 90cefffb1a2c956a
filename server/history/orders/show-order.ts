import { readBotNames } from "../bot-names";
import type { OrderDetailView } from "../core/order-view";
import { toOrderSteps } from "../order-steps";
import { findOrderHistory } from "../store";
import { toOrderView } from "./list-orders";
import { findOrderRow } from "./store";

/** One order and its life from intent to its end; null when there is no such order of that user. */
export async function showOrder(q: {
  readonly userId: string;
  readonly orderId: string;
}): Promise<OrderDetailView | null> {
  const [row, history, nameOf] = await Promise.all([
    findOrderRow(q.orderId, q.userId),
    findOrderHistory(q.orderId, q.userId),
    readBotNames(q.userId),
  ]);
  if (!row || !history) return null;
  const { clientOrderId, venueOrderId, cancelCode, lookups } = row;
  return {
    order: toOrderView(row, nameOf(row.botId)),
    clientOrderId,
    venueOrderId,
    steps: toOrderSteps(history),
    cancelCode,
    lookups,
  };
}
