import type { TradingBot } from "@/server/bots/core/trading-bot";
import { listTradingBots } from "@/server/bots/list-trading-bots";
import type { VenueOrder } from "@/server/exchange/core/exchange-port";
import { getSettings } from "@/server/settings/get-settings";
import { bookFill } from "./book-fill";
import type { Order } from "./core/order";
import type { TradingRuntime } from "./runtime";
import { findBookedTradeIds } from "./store";
import { valueFee } from "./value-fee";

/** Books what the venue traded for an order and is not booked yet; answers how many trades were new. */
export async function bookTrades(
  runtime: TradingRuntime,
  order: Order,
  bot: TradingBot,
  found: VenueOrder,
): Promise<number> {
  if (found.trades.length === 0) return 0;
  // of an order that was unfilled a moment ago none is booked; the booking itself looks again under the order's lock
  const booked = order.filled.isZero() ? new Set<string>() : await findBookedTradeIds(order.orderId);
  const fresh = found.trades.filter((trade) => !booked.has(trade.venueTradeId));
  if (fresh.length === 0) return 0;
  const settings = await getSettings(order.userId);
  let count = 0;
  for (const trade of fresh) {
    const feeWorth = await valueFee(runtime, order, trade.fee);
    if (await bookFill(runtime, { order, bot, settings, trade, feeWorth })) count += 1;
  }
  return count;
}

/** The bots of some orders, deleted ones too. */
export async function botsOf(orders: readonly Order[]): Promise<ReadonlyMap<string, TradingBot>> {
  if (orders.length === 0) return new Map();
  const botIds = [...new Set(orders.map((order) => order.botId))];
  const bots = await listTradingBots({ botIds, limit: botIds.length });
  return new Map(bots.map((bot) => [bot.botId, bot]));
}
