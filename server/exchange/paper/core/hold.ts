import type { Liquidity, Side } from "@/server/exchange/core/venue-rules";
import { Decimal, maxOf, ONE, STORED_SCALE, ZERO } from "@/server/kernel/money";
import { HOLD_MARGIN } from "./paper-model";
import type { PaperOrder, Terms } from "./paper-order";

/** The fee rate of a fill, as a fraction. A rebate counts as nothing: the venue never pays for a fill. */
export const feeRate = (liquidity: Liquidity, { rules }: Terms): Decimal =>
  maxOf(liquidity === "maker" ? rules.makerFee : rules.takerFee, ZERO);

/**
 * What the venue holds back for `amount` of an order: quote for a buy, base for a sell. A limit buy at its limit, a
 * market buy at the last price and a margin, a stop at what releases it and the same margin; a fee on top where the exchange takes it in quote. A sell holds no more
 * than its amount, as the ledger does: a fee in base comes out of that.
 */
export function holdFor(
  order: Pick<PaperOrder, "side" | "limitPrice"> & { readonly triggerPrice?: Decimal | null },
  amount: Decimal,
  last: Decimal,
  terms: Terms,
): Decimal {
  if (order.side === "sell") return amount;
  const price = order.limitPrice ?? (order.triggerPrice ?? last).times(HOLD_MARGIN);
  const rate = maxOf(
    quoteRate("buy", "taker", terms),
    order.limitPrice ? quoteRate("buy", "maker", terms) : ZERO,
  );
  return amount.times(price).times(ONE.plus(rate)).toDecimalPlaces(STORED_SCALE, Decimal.ROUND_UP);
}

const quoteRate = (side: Side, liquidity: Liquidity, terms: Terms): Decimal =>
  terms.venue.feeIn[liquidity][side] === "quote" ? feeRate(liquidity, terms) : ZERO;
