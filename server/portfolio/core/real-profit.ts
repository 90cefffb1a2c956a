// What a book earned, whatever was put in or taken out meanwhile. Returns are fractions: 0.12 is 12 %.
import { type Decimal, sumOf } from "@/server/kernel/money";

/** Money that came in (above zero) or went out, at an instant of the market clock, ms. */
export type Flow = { readonly at: number; readonly venue: string; readonly amount: Decimal };

export type Injections = {
  /** what each venue was first funded with */
  readonly initial: Decimal;
  /** what was put in since */
  readonly injected: Decimal;
  /** what was taken out, above zero */
  readonly withdrawn: Decimal;
};

/** Tells what a book began with from what came later. Flows in the order they happened. */
export function splitFlows(flows: readonly Flow[]): Injections {
  const begun = new Set<string>();
  const [first, later, out]: [Decimal[], Decimal[], Decimal[]] = [[], [], []];
  for (const { venue, amount } of flows) {
    if (amount.lt(0)) out.push(amount.neg());
    else if (begun.has(venue)) later.push(amount);
    else first.push(amount);
    if (amount.gt(0)) begun.add(venue);
  }
  return { initial: sumOf(first), injected: sumOf(later), withdrawn: sumOf(out) };
}

/** Real profit = current − initial − injections + withdrawals. */
export const realProfit = (current: Decimal, { initial, injected, withdrawn }: Injections): Decimal =>
  current.minus(initial).minus(injected).plus(withdrawn);

/** A flow, and what was held right before it. */
export type ValuedFlow = { readonly before: number; readonly amount: number };

/**
 * The time-weighted return: the growth between the flows, linked: Π (value before the next flow / value after this one) − 1
 * (Bacon, Practical Portfolio Performance Measurement and Attribution, 2nd ed. 2008, ch. 2). What was put in and when does
 * not change it. Null where there was never anything to grow.
 */
export function timeWeightedReturn(flows: readonly ValuedFlow[], end: number): number | null {
  let growth: number | null = null;
  for (const [at, { before, amount }] of flows.entries()) {
    const start = before + amount;
    const until = flows[at + 1]?.before ?? end;
    if (start > 0) growth = (growth ?? 1) * (until / start);
  }
  return growth === null ? null : growth - 1;
}

/** A flow by the share of the whole period that was still to come: 1 for one at its beginning. */
export type TimedFlow = { readonly left: number; readonly amount: number };

const [LOW, HIGH, HALVINGS] = [-0.999_999, 1e6, 200];

/**
 * The money-weighted return of the whole period, not a year's: the one rate R at which every flow grows to what there is
 * now, Σ amount × (1 + R)^left = end (internal rate of return; Bacon 2008, ch. 2). Money that was there longer counts more.
 * Null where no rate, or none within reach, does.
 */
export function moneyWeightedReturn(flows: readonly TimedFlow[], end: number): number | null {
  const missing = (rate: number): number =>
    flows.reduce((sum, { left, amount }) => sum + amount * (1 + rate) ** left, 0) - end;
  let [low, high] = [LOW, HIGH];
  if (flows.length === 0 || missing(low) > 0 || missing(high) < 0) return null;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (missing(middle) > 0) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
