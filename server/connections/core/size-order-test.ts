import { type Decimal, floorToStep, maxOf, ONE, toDecimal } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import type { BookLevel } from "@/server/market/core/order-book";

/** Of the best bid: far enough that nothing reaches it, near enough that exchanges with a price band take it. */
const FAR = toDecimal("0.75");
/** Above the smallest order, so that what is left after the fee can be sold again, also a little lower. */
const ROOM = toDecimal("1.1");

export type TestSizes = {
  /** the resting buy */
  readonly restPrice: Decimal;
  readonly restAmount: Decimal;
  /** the buy that trades */
  readonly buyAmount: Decimal;
  /** quote that all of it needs at most */
  readonly needs: Decimal;
};

/** The smallest orders a market takes, with the room they need: prices on the tick, amounts on the lot. */
export function sizeOrderTest(
  rules: Pick<MarketRules, "tickSize" | "lotSize" | "minAmount" | "minNotional" | "takerFee">,
  book: { readonly bid: BookLevel; readonly ask: BookLevel },
): TestSizes {
  const restPrice = floorToStep(book.bid.price.times(FAR), rules.tickSize);
  const smallestAt = (price: Decimal): Decimal => maxOf(rules.minAmount, rules.minNotional.div(price));
  const restAmount = ceilToStep(smallestAt(restPrice), rules.lotSize);
  const kept = ONE.minus(rules.takerFee);
  const buyAmount = ceilToStep(smallestAt(book.bid.price).times(ROOM).div(kept), rules.lotSize);
  const needs = maxOf(restAmount.times(restPrice), buyAmount.times(book.ask.price).times(ROOM));
  return { restPrice, restAmount, buyAmount, needs };
}

function ceilToStep(value: Decimal, step: Decimal): Decimal {
  const floor = floorToStep(value, step);
  return floor.lt(value) ? floor.plus(step) : floor;
}
