import { sellableAt } from "@/server/exchange/core/sellable";
import { type Decimal, ONE, ZERO } from "@/server/kernel/money";
import type { OpenPosition } from "@/server/positions/core/open-position";
import type { Order } from "./core/order";
import { requestExit } from "./request-exit";
import type { TradingRuntime } from "./runtime";
import { findBotsWithWorkingOrders } from "./store/orders";

/**
 * Ends a position whose stop could not sell it, because an entry was cut short or the exchange raised its smallest order:
 * it is sold while the price still allows it, and is dust where it does not. One with an order under way is left to it.
 * `gapRoom` asks for more: that it could be sold as far below its stop, a fraction. Answers the exit; null
 * where there was nothing to sell.
 */
export async function closeStranded(
  runtime: TradingRuntime,
  position: OpenPosition,
  last: Decimal,
  gapRoom: Decimal = ZERO,
): Promise<Order | null> {
  const { exchange, symbol, amount, stopPrice, botId } = position;
  const rules = runtime.rulesOf(exchange, symbol);
  if (!rules || sellableAt(amount, stopPrice.times(ONE.minus(gapRoom)), rules).gt(0)) return null;
  if ((await findBotsWithWorkingOrders([botId])).has(botId)) return null;
  const words = `${symbol}: at its stop what is held would be below the exchange's smallest order`;
  return requestExit(runtime, position, { reasonCode: "too_small", price: last, words });
}
