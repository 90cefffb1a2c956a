import type { VenueRules } from "@/server/exchange/core/venue-rules";
import { type Decimal, toText } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { MarketView, NewOrder, Refused } from "./sim-order";

export type Objection = { readonly refused: Refused; readonly words: string };
const objection = (refused: Refused, words: string): Objection => ({ refused, words });

/** Why the exchange would not take an order, whatever the account holds; null when it would. */
export function objectTo(
  order: NewOrder,
  view: MarketView,
  rules: MarketRules,
  venue: VenueRules,
): Objection | null {
  return (
    objectToGrid(order, rules) ??
    objectToSize(order, order.price ?? order.stop?.price ?? view.quote.last, rules) ??
    (order.postOnly && venue.postOnlyCross === "reject" && wouldTake(order, view)
      ? objection("would_take", venue.postOnlyWords)
      : null)
  );
}

/** Whether a limit order meets the other side of the book. */
export function wouldTake(order: Pick<NewOrder, "side" | "price">, { book }: MarketView): boolean {
  const best = order.side === "buy" ? book.asks[0] : book.bids[0];
  if (!best || order.price === null) return false;
  return order.side === "buy" ? order.price.gte(best.price) : order.price.lte(best.price);
}

/** Whether the last price has reached a stop already. */
export const isReached = (order: Pick<NewOrder, "stop">, last: Decimal): boolean =>
  order.stop === null ||
  (order.stop.when === "rises" ? last.gte(order.stop.price) : last.lte(order.stop.price));

function objectToGrid(order: NewOrder, { lotSize, tickSize }: MarketRules): Objection | null {
  if (order.amount !== null && !order.amount.mod(lotSize).isZero())
    return objection("off_lot", `amount is not a multiple of ${toText(lotSize)}`);
  for (const price of [order.price, order.stop?.price ?? null]) {
    if (price === null) continue;
    if (!price.isFinite() || price.lte(0)) return objection("off_tick", "price must be above zero");
    if (!price.mod(tickSize).isZero())
      return objection("off_tick", `price is not a multiple of ${toText(tickSize)}`);
  }
  return null;
}

function objectToSize(order: NewOrder, price: Decimal, rules: MarketRules): Objection | null {
  const size = order.amount ?? order.cost;
  if (size === null || !size.isFinite() || size.lte(0))
    return objection("no_amount", "amount must be above zero");
  if (order.amount?.lt(rules.minAmount))
    return objection("below_amount", `amount is below ${toText(rules.minAmount)} ${rules.base}`);
  const cost = order.cost ?? size.times(price);
  return cost.lt(rules.minNotional)
    ? objection("below_cost", `value is below ${toText(rules.minNotional)} ${rules.quote}`)
    : null;
}
