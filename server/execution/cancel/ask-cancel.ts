import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { failpoint } from "@/server/platform/failpoint";
import { type EndCode, endWords } from "../core/end-code";
import type { Order } from "../core/order";
import type { TradingRuntime } from "../runtime";
import { saveCancelAsked } from "./store";

/**
 * Writes down that an order at its venue must be taken back, before the venue is told: whoever leads after a crash
 * tells it again. The order itself ends on the venue's proof only. Answers the order as it is now.
 */
export async function askCancel(runtime: TradingRuntime, order: Order, code: EndCode): Promise<Order> {
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", `${order.clientOrderId}:cancel`);
  const written = await commit(ctx, {
    action: "order.cancel_asked",
    subject: order.orderId,
    reason: endWords[code],
    detail: { code, clientOrderId: order.clientOrderId },
    events: [],
    write: (tx) => saveCancelAsked(tx, order.orderId, code),
    unchanged: (asked) => !asked,
  });
  failpoint("cancel.asked");
  return written.ok && written.value ? { ...order, cancelCode: code } : order;
}

/** Tells the venue; without an answer the next round tells it again, which changes nothing there. */
export async function cancelAtVenue(runtime: TradingRuntime, order: Order): Promise<void> {
  try {
    await runtime.portOf(order.venue).cancelOrder(order, order.clientOrderId, order.symbol);
  } catch {
    // no answer is no proof: what became of the order is looked up all the same
  }
  failpoint("cancel.told");
}
