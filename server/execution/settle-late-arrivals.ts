import { commit } from "@/server/audit/commit";
import { hasEntry } from "@/server/audit/has-entry";
import { jobContext } from "@/server/audit/job-context";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { plusMs } from "@/server/kernel/clock";
import { toText } from "@/server/kernel/money";
import { bookTrades, botsOf } from "./book-trades";
import { cancelAtVenue } from "./cancel/ask-cancel";
import type { Order } from "./core/order";
import { tradedIn } from "./core/order-end";
import { eachVenue, inLane } from "./lanes";
import { isWithinReach, listOrders } from "./look-up-orders";
import type { TradingRuntime } from "./runtime";
import { findBookedTradeIds, findEndedOrders, findEndedVenues } from "./store/orders";

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

async function lookAgain(
  runtime: TradingRuntime,
  order: Order,
  bot: TradingBot | undefined,
): Promise<number> {
  try {
    let found = await runtime.portOf(order.venue).findOrder(order, order.clientOrderId, order.symbol);
    if (found?.status === "open") {
      // nobody expects it any more: what it trades until it is gone is booked
      await cancelAtVenue(runtime, order);
      found = await runtime.portOf(order.venue).findOrder(order, order.clientOrderId, order.symbol);
    }
    return found && bot ? await bookEach(runtime, order, bot, found) : 0;
  } catch (error) {
    runtime.failed("looking for a late order", order.orderId, error);
    return 0;
  }
}

/** Trade by trade: one that cannot be booked holds up none of the others. */
async function bookEach(
  runtime: TradingRuntime,
  order: Order,
  bot: TradingBot,
  found: VenueOrder,
): Promise<number> {
  const booked = await findBookedTradeIds(order.orderId);
  let count = 0;
  for (const trade of found.trades) {
    if (booked.has(trade.venueTradeId)) continue;
    try {
      count += await bookTrades(runtime, order, bot, { ...found, trades: [trade] });
    } catch (error) {
      runtime.failed("booking a late trade", `${order.orderId}:${trade.venueTradeId}`, error);
      await tellUnbooked(runtime, order, trade);
    }
  }
  return count;
}

async function tellUnbooked(
  runtime: TradingRuntime,
  order: Order,
  trade: VenueOrder["trades"][number],
): Promise<void> {
  const subject = `${order.orderId}:${trade.venueTradeId}`;
  if (await hasEntry("fill.unbooked", subject)) return;
  const ctx = jobContext(runtime.clocks, order.userId, "settlement", subject);
  const words = `${order.side === "buy" ? "bought" : "sold"} ${toText(trade.amount)} ${order.base} at ${toText(trade.price)}`;
  await commit(ctx, {
    action: "fill.unbooked",
    subject,
    reason: `the venue ${words} for an order that had ended, and no position takes it: the ledger differs by it`,
    detail: {
      orderId: order.orderId,
      clientOrderId: order.clientOrderId,
      fee: `${toText(trade.fee.amount)} ${trade.fee.asset}`,
    },
    events: [],
    write: async () => undefined,
  });
}
