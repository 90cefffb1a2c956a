import { inParallel } from "@/server/platform/in-parallel";
import type { Order } from "./core/order";
import type { TradingRuntime } from "./runtime";
import { sendEntries } from "./send-entries";
import { trySend } from "./send-one";
import { findOrders } from "./store";

/**
 * Sends the intents among these orders to their venues; what is not an intent any more is passed over, and an entry
 * whose turn has not come stays an intent.
 *
 * Under one lock, right before the wire: the fencing token is still the newest, and for an entry nothing has been
 * halted, stopped or overtaken. SENT is committed before the call, so that a crash leaves an order to look up, never
 * one to send again. No readable answer = UNKNOWN, settled later by client id.
 */
export async function sendIntents(
  runtime: TradingRuntime,
  orderIds: readonly string[],
): Promise<{ sent: number }> {
  return sendAll(runtime, await findOrders({ orderIds, statuses: ["intent"] }));
}

/**
 * Sends every intent that waits: those a crash left behind, and entries whose turn has come. Entries that nobody may
 * send any more expire and give back what they held.
 */
export async function sendWaitingIntents(runtime: TradingRuntime): Promise<{ sent: number }> {
  const [exits, entries] = await Promise.all([
    findOrders({ statuses: ["intent"], purpose: "exit" }),
    findOrders({ statuses: ["intent"], purpose: "entry" }),
  ]);
  return sendAll(runtime, [...exits, ...entries]);
}

/** Orders on their way at once: the wire and the database wait for each other less. */
const SENDING_MOST = 4;

/** Exits first: what reduces risk does not wait behind what adds to it, nor for a turn. */
async function sendAll(runtime: TradingRuntime, waiting: readonly Order[]): Promise<{ sent: number }> {
  const exits = waiting.filter((order) => order.purpose === "exit");
  const gone = await inParallel(exits, SENDING_MOST, (order) => trySend(runtime, order));
  const entries = waiting.filter((order) => order.purpose === "entry");
  const sent = gone.filter(Boolean).length + (await sendEntries(runtime, entries));
  if (sent > 0) runtime.changed();
  return { sent };
}
