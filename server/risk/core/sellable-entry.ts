// An entry is no larger than its exit: what is bought must be sold again, all of it and at every price.

import { baseFeeOf, lowestExit } from "@/server/exchange/core/sellable";
import { type Decimal, floorToStep, ONE, ZERO } from "@/server/kernel/money";
import { isBelowMinimum } from "@/server/market/core/market-rules";
import { entryTerms } from "./entry-terms";
import type { EntryFacts } from "./rule";

/**
 * Whether what an entry leaves could not be sold at its stop, a gap included: its whole lots after the fee in base are
 * below the exchange's smallest order there. What is held already is not counted: it may be sold before.
 */
export function isUnsellable(amount: Decimal, facts: EntryFacts): boolean {
  const { rules, price, gapRoom } = facts;
  // records of old judged what was bought, not what was left of it
  const left = gapRoom === undefined ? amount : floorToStep(keptOf(amount, facts), rules.lotSize);
  return isBelowMinimum(left, lowestExit(price, facts), rules);
}

const keptOf = (amount: Decimal, facts: EntryFacts): Decimal => amount.times(ONE.minus(feeOf(facts)));

const feeOf = (facts: EntryFacts): Decimal =>
  baseFeeOf(entryTerms(facts).type === "limit" ? "maker" : "taker", facts.rules);

/** Most of an entry that may be given up to leave less dust. */
const TRIM_MOST = 0.001;

/**
 * The entry with as little dust as its size allows: a fee in base leaves a part of a lot that no order can sell. Each
 * lot less moves that part by the fee, so a few lots less, at most 0.1 %, may bring it just past a whole lot. What is held
 * already counts: it is sold together.
 */
export function trimForDust(amount: Decimal, facts: EntryFacts): Decimal {
  const { held, rules } = facts;
  const fee = feeOf(facts);
  if (held === undefined || fee.lte(0) || rules.lotSize.lte(0)) return amount;
  const lots = amount.div(rules.lotSize);
  const dust = partOf(lots.times(ONE.minus(fee)).plus(held.div(rules.lotSize)));
  if (dust.isZero()) return amount;
  const fewer = ONE.minus(dust).div(fee).ceil();
  if (fewer.gt(lots.times(TRIM_MOST))) return amount;
  const trimmed = amount.minus(fewer.times(rules.lotSize));
  const left = partOf(lots.minus(fewer).times(ONE.minus(fee)).plus(held.div(rules.lotSize)));
  return left.lt(dust) && !isUnsellable(trimmed, facts) ? trimmed : amount;
}

const partOf = (lots: Decimal): Decimal => (lots.lt(0) ? ZERO : lots.minus(lots.trunc()));
