import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { type Decimal, maxOf, sumOf, ZERO } from "@/server/kernel/money";
import type { Result } from "@/server/kernel/result";
import { spentByFill } from "@/server/ledger/core/posting";
import { postRelease } from "@/server/ledger/post-reservation";
import type { WriteTx } from "@/server/platform/db";
import type { Order } from "./core/order";
import { afterEvent, isWorking, type OrderEvent } from "./core/order-state";
import { findOrderFills, lockOrder, type OrderChange, saveOrderChange } from "./store";

/** What a booked fill took out of its order's reservation. */
type BookedFill = Pick<
  Awaited<ReturnType<typeof findOrderFills>>[number],
  "price" | "amount" | "fee" | "feeAsset"
>;

type Taken = { readonly before: Order; readonly status: string; readonly reason: string };

export type OrderStep = {
  readonly event: OrderEvent;
  readonly reason: string;
  readonly extra?: Pick<
    OrderChange,
    "venueOrderId" | "sending" | "deadline" | "restUntil" | "endCode" | "positionId" | "filledQuote"
  >;
};

/**
 * Takes one order one step along its state machine, in a commit of its own. `decide` sees the locked row and
 * answers the step, or null for none. An order that ends gives back what it held. Answers the order's state before.
 */
export function changeOrder(
  ctx: ActionContext,
  orderId: string,
  decide: (tx: WriteTx, order: Order) => Promise<OrderStep | null>,
): Promise<Result<{ before: Order; status: string }>> {
  return commit(ctx, {
    action: "order.changed",
    subject: orderId,
    reason: ({ reason }: Taken) => reason,
    detail: ({ before, status }: Taken) => ({
      from: before.status,
      to: status,
      clientOrderId: before.clientOrderId,
    }),
    events: ({ before, status, reason }: Taken) =>
      status === before.status
        ? []
        : [{ name: "order/changed", data: { orderId, botId: before.botId, status, reason } }],
    unchanged: ({ reason }: Taken) => reason === "",
    write: async (tx) => {
      const before = await lockOrder(tx, orderId);
      const step = await decide(tx, before);
      if (!step || !isWorking(before.status)) return { before, status: before.status, reason: "" };
      const status = await takeStep(tx, ctx, before, step);
      return { before, status, reason: step.reason };
    },
  });
}

/**
 * Writes the step and, at the order's end, the release of its reservation. Answers the new status. `fills` are the
 * order's booked fills, for callers that have them.
 */
export async function takeStep(
  tx: WriteTx,
  ctx: ActionContext,
  order: Order,
  step: OrderStep,
  fills?: readonly BookedFill[],
): Promise<Order["status"]> {
  const to = afterEvent(order, step.event);
  if (to === order && !step.extra) return order.status;
  await saveOrderChange(tx, {
    orderId: order.orderId,
    from: order,
    to,
    reason: step.reason,
    marketAt: ctx.marketNow,
    wallAt: ctx.wallNow,
    ...step.extra,
  });
  // an order that had ended before has given back what it held
  if (isWorking(order.status) && !isWorking(to.status))
    await postRelease(tx, ctx, {
      ...order,
      left: reservedLeft(order, fills ?? (await findOrderFills(tx, order.orderId))),
    });
  return to.status;
}

/** What the order still holds back after its booked fills; nothing once it has ended. */
export function reservedLeft(order: Order, fills: readonly BookedFill[]): Decimal {
  if (!isWorking(order.status)) return ZERO;
  const spent = sumOf(
    fills.map((fill) => spentByFill({ ...fill, side: order.side, base: order.base, quote: order.quote })),
  );
  return maxOf(order.reserved.minus(spent), ZERO);
}
