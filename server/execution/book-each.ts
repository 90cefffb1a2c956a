import { commit } from "@/server/audit/commit";
import { hasEntry } from "@/server/audit/has-entry";
import { jobContext } from "@/server/audit/job-context";
import type { TradingBot } from "@/server/bots/core/trading-bot";
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { toText } from "@/server/kernel/money";
import { bookTrades } from "./book-trades";
import type { Order } from "./core/order";
import type { TradingRuntime } from "./runtime";
import { findBookedTradeIds } from "./store/orders";

/**
 * Books what is new trade by trade: one that cannot be booked, such as a sale of what was sold again meanwhile, is told
 * once and holds up none of the others. Answers how many were new.
 */
export async function bookEach(
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
      count += await bookTrades(runtime, order, { bot }, { ...found, trades: [trade] });
    } catch (error) {
      runtime.failed("booking a trade", `${order.orderId}:${trade.venueTradeId}`, error);
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
    reason: `the venue ${words} for an order, and no position takes it: the ledger differs by it`,
    detail: {
      orderId: order.orderId,
      clientOrderId: order.clientOrderId,
      fee: `${toText(trade.fee.amount)} ${trade.fee.asset}`,
    },
    events: [],
    write: async () => undefined,
  });
}
