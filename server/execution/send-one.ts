import type { ExchangePort } from "@/server/exchange/core/exchange-port";
import { failpoint } from "@/server/platform/failpoint";
import type { EndCode } from "./core/end-code";
import { endWords } from "./core/end-code";
import { isStop, type Order } from "./core/order";
import type { OrderStep } from "./core/order-step";
import { stepOfAnswer, stepOfNoAnswer } from "./core/read-place-answer";
import { dropIntents, isOverdue, markSent, saveAnswer } from "./mark-orders";
import type { TradingRuntime } from "./runtime";
import { makeWayForExit } from "./take-stop-back";
import { keepAdmission, type SeenFacts } from "./throttle/entry-throttle";
import type { Marked, ToSend } from "./to-send";

/**
 * Sends one intent, once: true when it went to its venue. What fails is told and tried again later. `overdueCode`
 * says why an entry that is too late now was not sent earlier, `seen` what it was judged by when it got its turn.
 */
export async function trySend(
  runtime: TradingRuntime,
  order: Order,
  overdueCode: EndCode = "overtaken",
  seen: SeenFacts | null = null,
): Promise<boolean> {
  try {
    return await send(runtime, { order, overdueCode, seen });
  } catch (error) {
    runtime.failed("sending an order", order.orderId, error);
    if (order.purpose === "entry" && isOverdue(runtime, order))
      await dropIntents(runtime, [{ order, code: overdueCode, words: endWords[overdueCode] }]);
    return false;
  }
}

async function send(runtime: TradingRuntime, ask: ToSend): Promise<boolean> {
  const { order } = ask;
  // before anything is marked: what has no venue never left
  runtime.portOf(order.venue);
  if (order.purpose === "exit" && !isStop(order)) await makeWayForExit(runtime, order);
  const marked = await markSent(runtime, ask);
  if (!marked) return false;
  keepAdmission(runtime, order.orderId, marked.sentAt);
  return carry(runtime, order, marked);
}

/** Takes an order that has just been marked SENT to the wire, and writes down the answer; false where another leads by now. */
export async function carry(runtime: TradingRuntime, order: Order, marked: Marked): Promise<boolean> {
  // stopped in between and awake again: whoever leads now finds it SENT and asks the venue for it
  if (runtime.leaderToken() !== marked.token) return false;
  failpoint("wire.before");
  const step = await place(runtime, runtime.portOf(order.venue), { ...order, deadline: marked.deadline });
  failpoint("wire.answered");
  await saveAnswer(runtime, { order, step });
  failpoint("answer.written");
  return true;
}

async function place(runtime: TradingRuntime, port: ExchangePort, order: Order): Promise<OrderStep> {
  const { wall } = runtime.clocks;
  const at = wall();
  try {
    const answer = await port.createOrder(order);
    const answeredAt = wall();
    if (answer.kind === "rejected" && answer.because === "rules") runtime.doubtRules();
    return timed(stepOfAnswer(answer), { at, answeredAt });
  } catch (error) {
    return timed(stepOfNoAnswer(error), { at, answeredAt: null });
  }
}

/** A step with the instants of its call, which execution quality is measured by. */
const timed = (step: OrderStep, wire: NonNullable<OrderStep["extra"]>["wire"]): OrderStep => ({
  ...step,
  extra: { ...step.extra, wire },
});
