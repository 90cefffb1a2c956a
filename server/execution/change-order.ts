import type { ActionContext } from "@/server/audit/action-context";
import { commitAll } from "@/server/audit/commit";
import type { Trace } from "@/server/audit/trace";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { postReleases } from "@/server/ledger/post-reservation";
import type { WriteTx } from "@/server/platform/db";
import { failpoint } from "@/server/platform/failpoint";
import type { Order } from "./core/order";
import { afterEvent, isWorking, type OrderState } from "./core/order-state";
import { type OrderStep, reservedLeft, type SpentFill } from "./core/order-step";
import { findFillsOf, lockOrders, type OrderChange, saveOrderChanges } from "./store/steps";

/** An order to take a step, and on whose behalf. */
export type Asked = { readonly ctx: ActionContext; readonly orderId: string };
/** An order's state before, and its status now. */
export type Changed = { readonly before: Order; readonly status: Order["status"] };

export type Taken = Asked & Changed & { readonly reason: string };

/**
 * Takes one order one step along its state machine, in a commit of its own. `decide` sees the locked row and
 * answers the step, or null for none. An order that ends gives back what it held. Answers the order's state before.
 */
export async function changeOrder(
  ctx: ActionContext,
  orderId: string,
  decide: (tx: WriteTx, order: Order) => Promise<OrderStep | null>,
): Promise<Result<Changed>> {
  const changed = await changeOrders([{ ctx, orderId }], async (tx, orders) => {
    const order = orders.get(orderId);
    const step = order && (await decide(tx, order));
    return new Map(step ? [[orderId, step]] : []);
  });
  if (!changed.ok) return changed;
  const [one] = changed.value;
  return one ? accept(one) : refuse("not_found", "There is no such order.");
}

/**
 * The same for several orders in one commit, with as many statements as one takes; each has an audit entry of its own.
 * `decide` sees the locked rows by id and answers the steps to take. An order that is asked for twice takes its step
 * once, for the first that asked. Answers in the order asked.
 */
export async function changeOrders(
  asked: readonly Asked[],
  decide: (tx: WriteTx, orders: ReadonlyMap<string, Order>) => Promise<ReadonlyMap<string, OrderStep>>,
): Promise<Result<readonly Changed[]>> {
  const once = firstOfEach(asked);
  return commitAll<readonly Taken[]>({
    write: async (tx) => {
      const orders = await lockOrders(
        tx,
        once.map(({ orderId }) => orderId),
      );
      const steps = await decide(tx, orders);
      const taking = once.flatMap(({ ctx, orderId }) => {
        const [order, step] = [orders.get(orderId), steps.get(orderId)];
        return order && step && isWorking(order.status) ? [{ ctx, order, step }] : [];
      });
      const statuses = await takeSteps(tx, taking);
      for (const { step } of taking) failpoint(`${step.event.kind}.writing`);
      return once.flatMap((one) => {
        const before = orders.get(one.orderId);
        if (!before) return [];
        const status = statuses.get(one.orderId) ?? before.status;
        const reason = statuses.has(one.orderId) ? (steps.get(one.orderId)?.reason ?? "") : "";
        return [{ ...one, before, status, reason }];
      });
    },
    traces: (taken) => taken.filter(({ reason }) => reason !== "").map(toTrace),
  });
}

/** What was asked, of each order the first alone. */
export function firstOfEach<One extends { readonly orderId: string }>(asked: readonly One[]): readonly One[] {
  const seen = new Set<string>();
  return asked.filter(({ orderId }) => !seen.has(orderId) && seen.add(orderId));
}

/** What a step of an order leaves behind. */
export const toTrace = ({ ctx, orderId, before, status, reason }: Taken): Trace => ({
  ctx,
  action: "order.changed",
  subject: orderId,
  reason,
  detail: { from: before.status, to: status, clientOrderId: before.clientOrderId },
  events:
    status === before.status
      ? []
      : [{ name: "order/changed", data: { orderId, botId: before.botId, status, reason } }],
});

/** One step of an order; `fills` are its booked fills, from callers that have them. */
export type StepOf = {
  readonly ctx: ActionContext;
  readonly order: Order;
  readonly step: OrderStep;
  readonly fills?: readonly SpentFill[];
};

/** Writes the steps and, where an order ends, the release of its reservation. Answers the new statuses by order. */
export async function takeSteps(
  tx: WriteTx,
  steps: readonly StepOf[],
): Promise<ReadonlyMap<string, Order["status"]>> {
  const moves = steps.map((one) => ({ ...one, to: afterEvent(one.order, one.step.event) }));
  await saveOrderChanges(
    tx,
    moves.flatMap((move) => (move.to === move.order && !move.step.extra ? [] : [toOrderChange(move)])),
  );
  // an order that had ended before has given back what it held
  await release(
    tx,
    moves.filter(({ order, to }) => isWorking(order.status) && !isWorking(to.status)),
  );
  return new Map(moves.map(({ order, to }) => [order.orderId, to.status]));
}

export const toOrderChange = ({
  ctx: { marketNow: marketAt, wallNow: wallAt },
  order,
  step,
  to,
}: StepOf & { readonly to: OrderState }): OrderChange => ({
  orderId: order.orderId,
  from: order,
  to,
  reason: step.reason,
  marketAt,
  wallAt,
  ...step.extra,
});

async function release(tx: WriteTx, ended: readonly (StepOf & { readonly to: OrderState })[]): Promise<void> {
  const unread = ended.filter(
    ({ order, to, fills }) => !fills && !(order.filled.isZero() && to.filled.isZero()),
  );
  const read = await findFillsOf(
    tx,
    unread.map(({ order }) => order.orderId),
  );
  await postReleases(
    tx,
    ended.map(({ ctx, order, fills }) => ({
      ...order,
      ctx,
      left: reservedLeft(order, fills ?? read.get(order.orderId) ?? []),
    })),
  );
}
