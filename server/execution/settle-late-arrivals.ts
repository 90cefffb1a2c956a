import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { plusMs } from "@/server/kernel/clock";
import { failpoint } from "@/server/platform/failpoint";
import { bookEach } from "./book-each";
import { botsOf } from "./book-trades";
import { cancelAtVenue } from "./cancel/ask-cancel";
import type { Order } from "./core/order";
import { tradedIn } from "./core/order-end";
import { eachVenue, inLane } from "./lanes";
import { isWithinReach, listOrders } from "./look-up-orders";
import type { TradingRuntime } from "./runtime";
import { findEndedOrders, findEndedVenues, saveVenueId } from "./store/orders";

/** How long an order that was sent and given up, or that ended short, is still looked for at its venue. */
const WATCHED_MS = 10 * 60_000;

/**
 * Looks once more for orders that ended without being filled: a request may arrive after it was given up, and a
 * venue may show trades later than the end of their order. What is found is booked; the order stays ended, and is
 * taken back where it still rests. What cannot be booked, such as a sale of what was sold again meanwhile, is told
 * once. Wall clock. Answers how many trades were new.
 */
export async function settleLateArrivals(runtime: TradingRuntime): Promise<{ booked: number }> {
  const counts = await eachVenue(await listLateVenues(runtime), (venue) => settleLateOf(runtime, venue));
  return { booked: counts.reduce((sum, count) => sum + count, 0) };
}

/** The venues where such orders are looked for. */
export const listLateVenues = (runtime: TradingRuntime): Promise<readonly string[]> =>
  findEndedVenues(watchedSince(runtime));

const watchedSince = ({ clocks }: TradingRuntime) => plusMs(clocks.wall(), -WATCHED_MS);

/** The same for one venue; no other waits for it. */
export function settleLateOf(runtime: TradingRuntime, venue: string): Promise<number> {
  return inLane(runtime, venue, async () => {
    const ended = await findEndedOrders(venue, watchedSince(runtime));
    const seen = await findSeenAgain(runtime, ended);
    const bots = await botsOf(seen);
    let booked = 0;
    for (const order of seen) booked += await lookAgain(runtime, order, bots.get(order.botId));
    if (booked > 0) runtime.changed();
    return booked;
  });
}

/** Those of them that the venue's lists show again: open, or with more traded than was booked. Two calls an account. */
async function findSeenAgain(runtime: TradingRuntime, ended: readonly Order[]): Promise<readonly Order[]> {
  const seen: Order[] = [];
  const byAccount = Map.groupBy(ended, ({ userId, book, venue }) => `${userId} ${book} ${venue}`);
  for (const orders of byAccount.values()) {
    // what the venue never acknowledged has no id there to know its trades by
    const isListed = (order: Order) => order.venueOrderId !== null && isWithinReach(runtime, order);
    seen.push(...orders.filter((order) => !isListed(order)));
    seen.push(...(await findListed(runtime, orders.filter(isListed))));
  }
  return seen;
}

async function findListed(runtime: TradingRuntime, orders: readonly Order[]): Promise<readonly Order[]> {
  if (orders.length < 2) return orders;
  try {
    const { open, trades } = await listOrders(runtime, orders);
    return orders.filter(({ clientOrderId, venueOrderId, filled }) => {
      const own = trades.get(venueOrderId ?? "") ?? [];
      return open.has(clientOrderId) || tradedIn({ trades: own }).gt(filled);
    });
  } catch (error) {
    runtime.failed("looking for late orders at a venue", orders[0]?.venue ?? "", error);
    return [];
  }
}

/** Given up, it is there: its trades are known by the venue's own id from here on. */
async function learnVenueId(
  { clocks }: TradingRuntime,
  { orderId, userId, clientOrderId }: Order,
  { venueOrderId }: VenueOrder,
): Promise<void> {
  await commit(jobContext(clocks, userId, "settlement", `${clientOrderId}:found`), {
    action: "order.found_late",
    subject: orderId,
    reason: "found at the venue after it was given up",
    detail: { clientOrderId, venueOrderId },
    events: [],
    write: (tx) => saveVenueId(tx, orderId, venueOrderId),
  });
}

async function lookAgain(
  runtime: TradingRuntime,
  order: Order,
  bot: TradingBot | undefined,
): Promise<number> {
  try {
    let found = await runtime.portOf(order.venue).findOrder(order, order.clientOrderId, order.symbol);
    failpoint("late.found");
    if (found?.status === "open") {
      // nobody expects it any more: what it trades until it is gone is booked
      await cancelAtVenue(runtime, order);
      failpoint("late.cancelled");
      found = await runtime.portOf(order.venue).findOrder(order, order.clientOrderId, order.symbol);
    }
    if (found && order.venueOrderId === null) await learnVenueId(runtime, order, found);
    return found && bot ? await bookEach(runtime, order, bot, found) : 0;
  } catch (error) {
    runtime.failed("looking for a late order", order.orderId, error);
    return 0;
  }
}
