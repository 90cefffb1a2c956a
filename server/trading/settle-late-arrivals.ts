import type { TradingBot } from "@/server/bots/core/trading-bot";
import { plusMs } from "@/server/kernel/clock";
import type { Order } from "./core/order";
import { type TradingRuntime, tradingRuntime } from "./runtime";
import { serially } from "./serial";
import { bookTrades, botsOf } from "./settle-orders";
import { findEndedOrders } from "./store";

/** How long an order that was sent and given up, or that ended short, is still looked for at its venue. */
const WATCHED_MS = 10 * 60_000;

/**
 * Looks once more for orders that ended without being filled: a request may arrive after it was given up, and a
 * venue may show trades later than the end of their order. What is found is booked; the order stays ended.
 * Wall clock. Answers how many trades were new.
 */
export function settleLateArrivals(): Promise<{ booked: number }> {
  return serially(async () => {
    const runtime = tradingRuntime();
    const ended = await findEndedOrders(plusMs(runtime.clocks.wall(), -WATCHED_MS));
    if (ended.length === 0) return { booked: 0 };
    const bots = await botsOf(ended);
    let booked = 0;
    for (const order of ended) booked += await lookAgain(runtime, order, bots.get(order.botId));
    if (booked > 0) runtime.changed();
    return { booked };
  });
}

async function lookAgain(
  runtime: TradingRuntime,
  order: Order,
  bot: TradingBot | undefined,
): Promise<number> {
  try {
    const found = await runtime.portOf(order.venue).findOrder(order, order.clientOrderId);
    return found && bot ? await bookTrades(runtime, order, bot, found) : 0;
  } catch (error) {
    runtime.failed("looking for a late order", order.orderId, error);
    return 0;
  }
}
