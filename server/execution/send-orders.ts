import type { Order } from "./core/order";
import { endedWithin, goOut } from "./lanes";
import type { TradingRuntime } from "./runtime";
import { admitEntries, sendEntry } from "./send-entries";
import { trySend } from "./send-one";
import { findOrders } from "./store/orders";
import { type EntryThrottle, type Expected, openEntryThrottle } from "./throttle/entry-throttle";

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
  return allOf(await handOver(runtime, await findOrders({ orderIds, statuses: ["intent"] })));
}

/**
 * The same for the many: waits no longer than `mostMs` (wall clock) for the slowest venue. What is still on its way then
 * goes on, and is not counted.
 */
export async function sendWithin(
  runtime: TradingRuntime,
  orderIds: readonly string[],
  mostMs: number,
): Promise<{ sent: number }> {
  const onTheirWay = sendersOf(runtime);
  const handed = new Set(orderIds.flatMap((orderId) => onTheirWay.get(orderId) ?? []));
  const left = orderIds.filter((orderId) => !onTheirWay.has(orderId));
  const byVenue = await handOver(runtime, await findOrders({ orderIds: left, statuses: ["intent"] }));
  const { done } = await endedWithin([...handed, ...byVenue.values()], mostMs);
  for (const orderId of orderIds) onTheirWay.delete(orderId);
  return { sent: done.reduce((sum, count) => sum + count, 0) };
}

/** Given the orders that were written; they are on their way when it returns. */
export type HandOver = (written: readonly Order[]) => void;

/**
 * For who is about to write intents and leads the process that sends: what limits them is read while they are being
 * committed, and they go out as they were written, without being asked for again. What does not go out waits as any intent
 * does. `sendWithin` knows of them.
 */
export function expectIntents(runtime: TradingRuntime, expected: readonly ExpectedOrder[]): HandOver {
  const entries = expected.filter(({ purpose }) => purpose === "entry");
  const opened = entries.length > 0 ? openEntryThrottle(runtime, entries) : null;
  opened?.catch(() => undefined);
  return (written) => {
    if (written.length === 0) return;
    const onTheirWay = sendersOf(runtime);
    if (onTheirWay.size > HANDED_MOST) onTheirWay.clear();
    const sent = handOver(runtime, written, opened)
      .then(allOf)
      .then(({ sent: count }) => count)
      .catch((error: unknown) => {
        runtime.failed("sending orders", written[0]?.orderId ?? "", error);
        return 0;
      });
    for (const { orderId } of written) onTheirWay.set(orderId, sent);
  };
}

type ExpectedOrder = Expected & Pick<Order, "purpose">;

const HANDED_MOST = 10_000;
/** By trader, the orders that were handed over as they were written, each with the count of its batch. */
const handedOver = new WeakMap<TradingRuntime, Map<string, Promise<number>>>();

function sendersOf(runtime: TradingRuntime): Map<string, Promise<number>> {
  const known = handedOver.get(runtime) ?? new Map<string, Promise<number>>();
  handedOver.set(runtime, known);
  return known;
}

/**
 * Sends every intent that waits: those a crash left behind, and entries whose turn has come. Entries that nobody may
 * send any more expire and give back what they held.
 */
export async function sendWaitingIntents(runtime: TradingRuntime): Promise<{ sent: number }> {
  return allOf(await handOverWaiting(runtime, []));
}

/**
 * The same without waiting for the venues: answers, venue by venue, how many it sent, each when it is done. Those in
 * `except` are passed over: they are still at their last ones.
 */
export async function handOverWaiting(
  runtime: TradingRuntime,
  except: readonly string[],
): Promise<ReadonlyMap<string, Promise<number>>> {
  const waiting = { statuses: ["intent"], exceptVenues: except } as const;
  const [exits, entries] = await Promise.all([
    findOrders({ ...waiting, purpose: "exit" }),
    findOrders({ ...waiting, purpose: "entry" }),
  ]);
  return handOver(runtime, [...exits, ...entries]);
}

/** Hands each venue its orders, exits first: what reduces risk does not wait behind what adds to it, nor for a turn. */
async function handOver(
  runtime: TradingRuntime,
  waiting: readonly Order[],
  opened: Promise<EntryThrottle> | null = null,
): Promise<ReadonlyMap<string, Promise<number>>> {
  const gone: { readonly venue: string; readonly sent: Promise<boolean> }[] = [];
  const go = (order: Order, send: () => Promise<boolean>) =>
    gone.push({ venue: order.venue, sent: goOut(runtime, order.venue, order.purpose, send) });
  for (const order of waiting) if (order.purpose === "exit") go(order, () => trySend(runtime, order));
  const entries = waiting.filter((order) => order.purpose === "entry");
  for (const one of await admitEntries(runtime, entries, opened))
    go(one.order, () => sendEntry(runtime, one));
  const byVenue = Map.groupBy(gone, ({ venue }) => venue);
  return new Map(
    [...byVenue].map(([venue, sends]) => [
      venue,
      countSent(
        runtime,
        sends.map(({ sent }) => sent),
      ),
    ]),
  );
}

async function countSent(runtime: TradingRuntime, sends: readonly Promise<boolean>[]): Promise<number> {
  const sent = (await Promise.all(sends)).filter(Boolean).length;
  if (sent > 0) runtime.changed();
  return sent;
}

async function allOf(byVenue: ReadonlyMap<string, Promise<number>>): Promise<{ sent: number }> {
  const counts = await Promise.all(byVenue.values());
  return { sent: counts.reduce((sum, count) => sum + count, 0) };
}
