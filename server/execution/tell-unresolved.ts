import { commit } from "@/server/audit/commit";
import { hasEntry } from "@/server/audit/has-entry";
import { jobContext } from "@/server/audit/job-context";
import type { WallMs } from "@/server/kernel/clock";
import type { Order } from "./core/order";
import { isPast } from "./core/order-end";
import type { TradingRuntime } from "./runtime";
import { findSentOrders } from "./store/orders";

/** Wall clock beyond its deadline: look-ups that lag behind are over by then. */
const UNRESOLVED_MS = 2 * 60_000;
const LOOKED_AT_MAX = 500;

/**
 * Tells the owner, once each, of orders whose outcome stays unknown: their venue has answered no question about them for
 * minutes. They stay counted and are asked for on; nothing is guessed.
 */
export async function tellUnresolved(runtime: TradingRuntime, venue: string): Promise<void> {
  const now = runtime.clocks.wall();
  for (const order of await listUnresolved(venue, now, UNRESOLVED_MS))
    if (!(await hasEntry("order.unresolved", order.orderId))) await tell(runtime, order);
}

/** Orders at a venue whose outcome is unknown so long after their deadline, the first 500 in flight looked at. */
export async function listUnresolved(venue: string, now: WallMs, afterMs: number): Promise<readonly Order[]> {
  const inFlight = await findSentOrders(venue, null, LOOKED_AT_MAX);
  return inFlight.filter(
    (order) =>
      (order.status === "unknown" || order.status === "sent") && isPast(order, now, order.deadline + afterMs),
  );
}

async function tell({ clocks }: TradingRuntime, order: Order): Promise<void> {
  const { orderId, userId, clientOrderId, venue, side, symbol } = order;
  const detail = `${venue} has not said for minutes what became of a ${side} of ${symbol}: look at it there by ${clientOrderId}`;
  await commit(jobContext(clocks, userId, "settlement", `${clientOrderId}:unresolved`), {
    action: "order.unresolved",
    subject: orderId,
    reason: detail,
    detail: { clientOrderId, venue, symbol },
    events: [{ name: "health/changed", data: { part: `orders:${venue}`, ok: false, detail } }],
    write: async () => undefined,
  });
}
