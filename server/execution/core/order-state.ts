import { type Decimal, maxOf } from "@/server/kernel/money";
import { type OrderStatus, workingStatuses } from "@/server/kernel/order-statuses";
import { invariant } from "@/server/kernel/result";

export const isWorking = (status: OrderStatus): boolean => workingStatuses.includes(status);

export type OrderState = { readonly status: OrderStatus; readonly amount: Decimal; readonly filled: Decimal };

/** What may happen to an order. `filledTotal` is the sum of all booked fills, never an increment. */
export type OrderEvent =
  | { readonly kind: "sent" }
  | { readonly kind: "acknowledged" }
  | { readonly kind: "unanswered" }
  | { readonly kind: "rejected" }
  | { readonly kind: "filled"; readonly filledTotal: Decimal }
  | { readonly kind: "cancelled" }
  | { readonly kind: "expired" };

const LEGAL: { readonly [from in OrderStatus]: readonly OrderStatus[] } = {
  // never sent: may be dropped on our own word
  intent: ["sent", "cancelled", "expired"],
  sent: ["ack", "unknown", "rejected", "partial", "filled", "cancelled", "expired"],
  unknown: ["ack", "rejected", "partial", "filled", "cancelled", "expired"],
  // some venues accept first and fail later
  ack: ["partial", "filled", "cancelled", "expired", "rejected"],
  partial: ["partial", "filled", "cancelled", "expired"],
  filled: [],
  cancelled: [],
  expired: [],
  rejected: [],
};

/** Whether the state machine allows the step. */
export const isLegal = (from: OrderStatus, to: OrderStatus): boolean => LEGAL[from].includes(to);

/**
 * The order's state after something happened; the same state when it says nothing new (a duplicate, or late news
 * about a terminal order). Late trades of a terminal order count as filled, its status stays. Filled only grows and
 * never passes the amount. Throws an invariant on an illegal step.
 */
export function afterEvent(order: OrderState, event: OrderEvent): OrderState {
  if (!isWorking(order.status) && event.kind !== "filled") return order;
  const filled = event.kind === "filled" ? maxOf(order.filled, event.filledTotal) : order.filled;
  invariant(filled.lte(order.amount), `filled ${filled} of ${order.amount}`);
  const status = statusAfter(order, event, filled);
  if (status === order.status && filled.eq(order.filled)) return order;
  invariant(
    status === order.status || isLegal(order.status, status),
    `order cannot go from ${order.status} to ${status}`,
  );
  return { ...order, status, filled };
}

/** Which status each event makes of which: an answer counts only while one is awaited. */
const ANSWERS: { readonly [kind: string]: { readonly [from in OrderStatus]?: OrderStatus } } = {
  sent: { intent: "sent" },
  acknowledged: { sent: "ack", unknown: "ack" },
  unanswered: { sent: "unknown" },
};

function statusAfter(order: OrderState, event: OrderEvent, filled: Decimal): OrderStatus {
  const { kind } = event;
  if (kind === "filled") return isWorking(order.status) ? statusOfFilled(order, filled) : order.status;
  // a rejection after a fill contradicts itself: the fill is the venue's proof
  if (kind === "rejected") return filled.isZero() ? "rejected" : "cancelled";
  if (kind === "cancelled" || kind === "expired") return kind;
  return ANSWERS[kind]?.[order.status] ?? order.status;
}

function statusOfFilled(order: OrderState, filled: Decimal): OrderStatus {
  if (filled.isZero()) return order.status;
  return filled.eq(order.amount) ? "filled" : "partial";
}
