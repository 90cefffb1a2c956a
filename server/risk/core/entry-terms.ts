import { type Decimal, floorToStep, maxOf, ONE } from "@/server/kernel/money";
import type { EntryFacts } from "./rule";

/** How an entry goes to the venue, and the most one unit of base may cost there, fee included. */
export type EntryTerms = {
  readonly type: "market" | "limit";
  /** on the tick; null for a market order */
  readonly limitPrice: Decimal | null;
  readonly postOnly: boolean;
  /** market clock; null for a market order */
  readonly restMs: number | null;
  readonly reservePerUnit: Decimal;
};

/**
 * Where a round trip as taker is dear the entry rests in the book as maker, at the last close; elsewhere it takes at
 * market, with room for the price to move until it is there.
 */
export function entryTerms(
  facts: Pick<EntryFacts, "makerFirst" | "price" | "rules" | "reserveBuffer">,
): EntryTerms {
  const { makerFirst, price, rules, reserveBuffer } = facts;
  const limitPrice = floorToStep(price, rules.tickSize);
  if (makerFirst && rules.takerFee.times(2).gte(makerFirst.above) && limitPrice.gt(0)) {
    const reservePerUnit = limitPrice.times(ONE.plus(maxOf(rules.makerFee, rules.takerFee)));
    return { type: "limit", limitPrice, postOnly: true, restMs: makerFirst.restMs, reservePerUnit };
  }
  const reservePerUnit = price.times(ONE.plus(reserveBuffer)).times(ONE.plus(rules.takerFee));
  return { type: "market", limitPrice: null, postOnly: false, restMs: null, reservePerUnit };
}
