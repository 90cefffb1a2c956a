// What a venue's trade means for the order it is of.
import type { VenueTrade } from "@/server/exchange/core/exchange-port";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import type { FillFacts } from "@/server/positions/core/apply-fill";
import type { Order } from "./order";
import type { OrderStep } from "./order-step";

/** Those that are not booked, each once however often the venue tells it. */
export function newTrades(trades: readonly VenueTrade[], booked: ReadonlySet<string>): readonly VenueTrade[] {
  const fresh = new Map(trades.map((trade) => [trade.venueTradeId, trade]));
  return [...fresh.values()].filter(({ venueTradeId }) => !booked.has(venueTradeId));
}

/** What the position learns of it. A fee in a third coin costs the trade what it is worth in quote. */
export function toFillFacts(
  { side, base, quote }: Pick<Order, "side" | "base" | "quote">,
  { price, amount, fee }: VenueTrade,
  feeWorth: Decimal | null,
): FillFacts {
  if (fee.asset === base) return { side, price, amount, fee: fee.amount, feeIn: "base" };
  return { side, price, amount, fee: fee.asset === quote ? fee.amount : (feeWorth ?? ZERO), feeIn: "quote" };
}

/** The order's step by it. */
export function stepOfTrade(
  order: Pick<Order, "amount" | "filled" | "filledQuote">,
  { amount, price }: VenueTrade,
  ids: { readonly positionId: string; readonly venueOrderId: string },
): OrderStep {
  const filledTotal = order.filled.plus(amount);
  return {
    event: { kind: "filled", filledTotal },
    reason: `filled ${toText(filledTotal)} of ${toText(order.amount)}`,
    extra: { ...ids, filledQuote: order.filledQuote.plus(amount.times(price)) },
  };
}
