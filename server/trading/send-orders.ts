import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { PlaceAnswer } from "@/server/exchange/core/exchange-port";
import { plusMs } from "@/server/kernel/clock";
import type { WriteTx } from "@/server/platform/db";
import { inParallel } from "@/server/platform/in-parallel";
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
  return sendAll(await findOrders({ orderIds, statuses: ["intent"] }));
}

/** Sends every intent that waits, such as those a crash left behind; entries past their deadline expire. */
export async function sendWaitingIntents(): Promise<{ sent: number }> {
  return sendAll(await findOrders({ statuses: ["intent"] }));
}

/** Orders on their way at once: the wire and the database wait for each other less. */
const SENDING_MOST = 4;

/** Exits first: what reduces risk does not wait behind what adds to it. One that fails holds nobody else up. */
async function sendAll(waiting: readonly Order[]): Promise<{ sent: number }> {
  const runtime = tradingRuntime();
  const send = async (order: Order): Promise<boolean> => {
    try {
      return await sendOne(runtime, order);
    } catch (error) {
      runtime.failed("sending an order", order.orderId, error);
      return false;
    }
  };
  let sent = 0;
  for (const purpose of ["exit", "entry"]) {
    const orders = waiting.filter((order) => order.purpose === purpose);
    sent += (await inParallel(orders, SENDING_MOST, send)).filter(Boolean).length;
  }
  if (sent > 0) runtime.changed();
  return { sent };
}

async function sendOne(runtime: TradingRuntime, order: Order): Promise<boolean> {
  const token = runtime.leaderToken();
  if (token === null) return false;
  const { orderDeadlineMs } = await getSettings(order.userId);
  const ctx = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
  const deadline = plusMs(ctx.wallNow, orderDeadlineMs);
  const running = order.purpose === "exit" || (await isBotRunning(order.botId));
  const marked = await changeOrder(ctx, order.orderId, async (tx, locked) => {
    if (locked.status !== "intent" || !(await isLeaderToken(tx, LEADER_NAME, token))) return null;
    const objection = locked.purpose === "entry" ? await objectToEntry(tx, runtime, locked, running) : null;
    if (objection) return { happening: { kind: "expired" }, reason: objection };
    return { happening: { kind: "sent" }, reason: "sent", extra: { fencingToken: token, deadline } };
  });
  // only the one that took it out of INTENT sends it: another that finds it SENT must not send it too
  if (!marked.ok || marked.value.before.status !== "intent" || marked.value.status !== "sent") return false;
  const step = await place(runtime, { ...order, deadline });
  const after = jobContext(runtime.clocks, order.userId, "order-sender", order.clientOrderId);
  // a look-up may have made it UNKNOWN meanwhile: a definitive answer still counts
  await changeOrder(after, order.orderId, async (_tx, locked) =>
    locked.status === "sent" || (locked.status === "unknown" && step.happening.kind !== "unanswered")
      ? step
      : null,
  );
  return true;
}

async function isBotRunning(botId: string): Promise<boolean> {
  const [bot] = await listTradingBots({ botIds: [botId], limit: 1 });
  return bot?.status === "running";
}

async function objectToEntry(
  tx: WriteTx,
  runtime: TradingRuntime,
  order: Order,
  running: boolean,
): Promise<string | null> {
  if (!running) return "the bot does not run any more";
  if (!runtime.entriesOpen()) return "orders and balances are still being reconciled";
  const now = runtime.clocks.wall();
  // a clock that was set back behind the order's own time cannot say how old it is
  if (now > order.deadline || now < order.wallAt) return "not sent before its deadline";
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
