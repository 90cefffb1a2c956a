import type { Side } from "@/server/exchange/core/venue-rules";
import { type Decimal, floorToStep, maxOf, minOf, ONE, toStored, ZERO } from "@/server/kernel/money";
import type { Take } from "./find-takes";
import { feeRate } from "./hold";
import { ROUNDING_SLACK } from "./paper-model";
import type { Terms } from "./paper-order";

/** What an order can pay with: its own hold first. */
export type Purse = {
  /** quote for a buy, base for a sell */
  readonly held: Decimal;
  readonly freeQuote: Decimal;
  /** base bought so far, fees taken out */
  readonly gotBase: Decimal;
};

/** A take as far as it could be paid. `objection` says why not all of it, null when all. */
export type Payment = Take & {
  readonly fee: Decimal;
  readonly feeIn: "base" | "quote";
  readonly purse: Purse;
  readonly objection: string | null;
};

/**
 * Pays one piece: its value and, by the exchange's rules, a fee in quote or base. What cannot be paid is cut to what
 * can, on the lot. Nothing in the purse ever falls below zero.
 */
export function payFor(side: Side, take: Take, purse: Purse, terms: Terms): Payment {
  return side === "buy" ? buy(take, purse, terms) : sell(take, purse, terms);
}

function buy(take: Take, purse: Purse, terms: Terms): Payment {
  const { rules, venue } = terms;
  const rate = feeRate(take.liquidity, terms);
  const feeIn = venue.feeIn[take.liquidity].buy;
  const money = purse.held.plus(purse.freeQuote);
  const perUnit = take.price.times(feeIn === "quote" ? ONE.plus(rate) : ONE);
  const isShort = take.amount
    .times(perUnit)
    .minus(money)
    .gt(feeIn === "quote" ? ROUNDING_SLACK : ZERO);
  const amount = isShort ? floorToStep(money.div(perUnit), rules.lotSize) : take.amount;
  const value = toStored(amount.times(take.price));
  const fullFee = toStored(feeIn === "quote" ? value.times(rate) : amount.times(rate));
  // the last digit of the hold may be missing: the fee gives way, not the balance
  const fee = feeIn === "quote" ? maxOf(minOf(fullFee, money.minus(value)), ZERO) : fullFee;
  const cost = feeIn === "quote" ? value.plus(fee) : value;
  const fromHold = minOf(cost, purse.held);
  return {
    ...take,
    amount,
    fee,
    feeIn,
    purse: {
      held: purse.held.minus(fromHold),
      freeQuote: purse.freeQuote.minus(cost.minus(fromHold)),
      gotBase: purse.gotBase.plus(amount).minus(feeIn === "base" ? fee : ZERO),
    },
    objection: isShort ? `not enough ${rules.quote}` : null,
  };
}

function sell(take: Take, purse: Purse, terms: Terms): Payment {
  const { rules, venue } = terms;
  const rate = feeRate(take.liquidity, terms);
  const feeIn = venue.feeIn[take.liquidity].sell;
  const perUnit = feeIn === "base" ? ONE.plus(rate) : ONE;
  const isShort = take.amount.times(perUnit).minus(purse.held).gt(ROUNDING_SLACK);
  const amount = isShort ? floorToStep(purse.held.div(perUnit), rules.lotSize) : take.amount;
  const value = toStored(amount.times(take.price));
  const fullFee = toStored(feeIn === "quote" ? value.times(rate) : amount.times(rate));
  const fee = feeIn === "base" ? maxOf(minOf(fullFee, purse.held.minus(amount)), ZERO) : fullFee;
  const given = amount.plus(feeIn === "base" ? fee : ZERO);
  return {
    ...take,
    amount,
    fee,
    feeIn,
    purse: {
      held: purse.held.minus(given),
      freeQuote: purse.freeQuote.plus(value).minus(feeIn === "quote" ? fee : ZERO),
      gotBase: purse.gotBase,
    },
    objection: isShort ? `the rest of the ${rules.base} goes for the fee, which is taken in it` : null,
  };
}
