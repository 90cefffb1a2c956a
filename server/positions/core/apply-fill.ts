import { Decimal, toStored, ZERO } from "@/server/kernel/money";
import { invariant } from "@/server/kernel/result";

/** A long position. Amounts in base, money in quote. */
export type PositionState = {
  readonly amount: Decimal;
  /** quote paid for what is held now, fees included */
  readonly cost: Decimal;
  readonly boughtAmount: Decimal;
  readonly boughtQuote: Decimal;
  readonly soldAmount: Decimal;
  readonly soldQuote: Decimal;
  readonly feesQuote: Decimal;
  readonly realised: Decimal;
};

export type FillFacts = {
  readonly side: "buy" | "sell";
  readonly amount: Decimal;
  readonly price: Decimal;
  /** below zero: the venue paid a rebate */
  readonly fee: Decimal;
  readonly feeIn: "base" | "quote";
};

export const emptyPosition: PositionState = {
  amount: ZERO,
  cost: ZERO,
  boughtAmount: ZERO,
  boughtQuote: ZERO,
  soldAmount: ZERO,
  soldQuote: ZERO,
  feesQuote: ZERO,
  realised: ZERO,
};

/**
 * The position after one fill, and the profit the fill realised (null for a buy).
 *
 * Cost basis is the average; a sale takes its share of the cost, the sale that empties the position takes all that
 * is left, so that the realised profits of a closed position sum exactly to what was received minus what was paid.
 * A fee in base reduces what a buy adds. Throws an invariant when more is sold than held.
 */
export function applyFill(
  position: PositionState,
  fill: FillFacts,
): { readonly position: PositionState; readonly realised: Decimal | null } {
  invariant(fill.amount.gt(0) && fill.price.gt(0), "a fill has an amount and a price");
  return fill.side === "buy" ? buy(position, fill) : sell(position, fill);
}

function buy(position: PositionState, fill: FillFacts) {
  const quote = toStored(fill.amount.times(fill.price));
  const feeQuote = fill.feeIn === "quote" ? fill.fee : toStored(fill.fee.times(fill.price));
  const gained = fill.feeIn === "base" ? fill.amount.minus(fill.fee) : fill.amount;
  return {
    position: {
      ...position,
      amount: position.amount.plus(gained),
      cost: position.cost.plus(quote).plus(fill.feeIn === "quote" ? fill.fee : ZERO),
      boughtAmount: position.boughtAmount.plus(fill.amount),
      boughtQuote: position.boughtQuote.plus(quote),
      feesQuote: position.feesQuote.plus(feeQuote),
    },
    realised: null,
  };
}

function sell(position: PositionState, fill: FillFacts) {
  const given = fill.feeIn === "base" ? fill.amount.plus(fill.fee) : fill.amount;
  invariant(given.lte(position.amount), `sold ${given} of ${position.amount} held`);
  const quote = toStored(fill.amount.times(fill.price));
  const feeQuote = fill.feeIn === "quote" ? fill.fee : toStored(fill.fee.times(fill.price));
  const received = quote.minus(fill.feeIn === "quote" ? fill.fee : ZERO);
  const left = position.amount.minus(given);
  const costOfSold = left.isZero()
    ? position.cost
    : toStored(position.cost.times(given).div(position.amount));
  const realised = received.minus(costOfSold);
  return {
    position: {
      ...position,
      amount: left,
      cost: position.cost.minus(costOfSold),
      soldAmount: position.soldAmount.plus(fill.amount),
      soldQuote: position.soldQuote.plus(quote),
      feesQuote: position.feesQuote.plus(feeQuote),
      realised: position.realised.plus(realised),
    },
    realised,
  };
}

/** Average price paid per base unit, fees left out; zero before the first buy. */
export const entryPriceOf = (position: Pick<PositionState, "boughtAmount" | "boughtQuote">): Decimal =>
  position.boughtAmount.isZero() ? new Decimal(0) : toStored(position.boughtQuote.div(position.boughtAmount));
