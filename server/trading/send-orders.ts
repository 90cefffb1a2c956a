import type { PlaceAnswer } from "@/server/exchange/core/exchange-port";
import { plusMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { getSettings } from "@/server/settings/get-settings";
import { lockTradingMode } from "@/server/settings/lock-trading-mode";
import { changeOrder, type OrderStep } from "./change-order";
import type { Order } from "./core/order";
import { jobContext } from "./job-context";
import { type TradingRuntime, tradingRuntime } from "./runtime";
import { findOrders, isLeaderToken } from "./store";

/** Name of the lease whose token fences the sender. */
export const LEADER_NAME = "trader";

/**
 * Sends the intents among these orders to their venues; what is not an intent any more is passed over.
 *
 * Under one lock, right before the wire: the fencing token is still the newest, and for an entry nothing has been
 * halted, stopped or gone past its deadline. SENT is committed before the call, so that a crash leaves an order to
 * look up, never one to send again. No readable answer = UNKNOWN, settled later by client id.
 */
export async function sendIntents(orderIds: readonly string[]): Promise<{ sent: number }> {
  const runtime = tradingRuntime();
  let sent = 0;
  for (const order of await findOrders({ orderIds, statuses: ["intent"] })) {
    if (await sendOne(runtime, order)) sent += 1;
  }
  if (sent > 0) runtime.changed();
  return { sent };
}

/** Sends every intent that waits, such as those a crash left behind; entries past their deadline expire. */
export async function sendWaitingIntents(): Promise<{ sent: number }> {
  const waiting = await findOrders({ statuses: ["intent"] });
  return waiting.length === 0 ? { sent: 0 } : sendIntents(waiting.map((order) => order.orderId));
}

async function sendOne(runtime: TradingRuntime, order: Order): Promise<boolean> {
  const token = runtime.leaderToken();
  if (token === null) return false;
  const { orderDeadlineMs } = await getSettings(order.userId);
  const ctx = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
  const deadline = plusMs(ctx.wallNow, orderDeadlineMs);
  const marked = await changeOrder(ctx, order.orderId, async (tx, locked) => {
    if (locked.status !== "intent" || !(await isLeaderToken(tx, LEADER_NAME, token))) return null;
    const objection = locked.purpose === "entry" ? await objectToEntry(tx, runtime, locked) : null;
    if (objection) return { happening: { kind: "expired" }, reason: objection };
    return { happening: { kind: "sent" }, reason: "sent", extra: { fencingToken: token, deadline } };
  });
  if (!marked.ok || marked.value.status !== "sent") return false;
  const step = await place(runtime, { ...order, deadline });
  const after = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
  await changeOrder(after, order.orderId, async (_tx, locked) => (locked.status === "sent" ? step : null));
  return true;
}

async function objectToEntry(tx: WriteTx, runtime: TradingRuntime, order: Order): Promise<string | null> {
  if (runtime.clocks.wall() > order.deadline) return "not sent before its deadline";
  const mode = await lockTradingMode(tx, order.userId);
  if (mode.halted) return "halted";
  if (mode.entriesStopped) return "entries stopped";
  return (order.book === "live" ? mode.live : mode.paper) ? null : `${order.book} is off`;
}

async function place(runtime: TradingRuntime, order: Order): Promise<OrderStep> {
  try {
    const answer: PlaceAnswer = await runtime.portOf(order.venue).createOrder(order);
    return answer.kind === "accepted"
      ? {
          happening: { kind: "acknowledged" },
          reason: "accepted by the venue",
          extra: { venueOrderId: answer.venueOrderId },
        }
      : { happening: { kind: "rejected" }, reason: answer.reason };
  } catch (error) {
    const cause = error instanceof Error ? error.message : "no answer";
    return { happening: { kind: "unanswered" }, reason: `no readable answer: ${cause}`.slice(0, 200) };
  }
}
