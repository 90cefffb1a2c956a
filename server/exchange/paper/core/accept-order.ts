import type { OrderRequest, PlaceAnswer } from "@/server/exchange/core/exchange-port";
import type { WallMs } from "@/server/kernel/clock";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";
import { isCrossing } from "./find-takes";
import { holdFor } from "./hold";
import type { BalanceChange, MarketView, Terms } from "./paper-order";

/** The venue's word on an order. One that is `accepted` may have failed already: its status says so later. */
export type Acceptance =
  | Extract<PlaceAnswer, { readonly kind: "rejected" }>
  | {
      readonly kind: "accepted";
      readonly held: Decimal;
      readonly status: "open" | "canceled";
      readonly reason: string;
      readonly changes: readonly BalanceChange[];
    };

/**
 * Why the exchange would refuse an order whatever the account holds, in a sentence; null when it would not. Tick, lot,
 * smallest amount and value, and where the exchange looks at once: a post-only order that would take.
 */
export function objectToOrder(request: OrderRequest, view: MarketView, terms: Terms): string | null {
  const { rules } = terms;
  const price = request.type === "limit" ? request.limitPrice : view.tick.last;
  if (price === null) return "a limit order needs its limit price";
  return (
    objectToKind(request) ??
    objectToGrid(request, rules) ??
    objectToSize(request.amount, price, rules) ??
    (wouldTake(request, view, terms) ? terms.venue.postOnlyWords : null)
  );
}

function objectToKind({ type, limitPrice, postOnly, stopPrice }: OrderRequest): string | null {
  if (type === "limit") return stopPrice === null ? null : "a stop price goes with a market order only";
  if (limitPrice !== null) return "a market order has no limit price";
  return postOnly ? "post only goes with a limit order only" : null;
}

function objectToGrid({ amount, limitPrice }: OrderRequest, rules: MarketRules): string | null {
  if (!amount.mod(rules.lotSize).isZero()) return `amount is not a multiple of ${toText(rules.lotSize)}`;
  if (limitPrice === null) return null;
  if (limitPrice.lte(0)) return "price must be above zero";
  return limitPrice.mod(rules.tickSize).isZero()
    ? null
    : `price is not a multiple of ${toText(rules.tickSize)}`;
}

function objectToSize(amount: Decimal, price: Decimal, rules: MarketRules): string | null {
  if (amount.lte(0)) return "amount must be above zero";
  if (amount.lt(rules.minAmount)) return `amount is below ${toText(rules.minAmount)} ${rules.base}`;
  // an exit may empty a small holding; exchanges apply the minimum value to both sides, so does this venue
  return amount.times(price).lt(rules.minNotional)
    ? `value is below ${toText(rules.minNotional)} ${rules.quote}`
    : null;
}

const wouldTake = (request: OrderRequest, view: MarketView, terms: Terms): boolean =>
  request.postOnly &&
  request.limitPrice !== null &&
  terms.venue.postOnlyCross === "reject" &&
  isCrossing(request, request.limitPrice, view, terms);

export const LATE_WORDS = "arrived after its deadline";

/**
 * Takes an order in and holds back what it may cost, or not: too late by the wall clock, or not enough free of the
 * asset it pays with. Where the exchange accepts first and fails later, bad funds make a failed order.
 */
export function acceptOrder(
  request: OrderRequest,
  facts: { readonly free: Decimal; readonly last: Decimal; readonly wallNow: WallMs },
  terms: Terms,
): Acceptance {
  if (facts.wallNow > request.deadline) return { kind: "rejected", reason: LATE_WORDS, because: "other" };
  const asset = request.side === "buy" ? terms.rules.quote : terms.rules.base;
  const held = holdFor(request, request.amount, facts.last, terms);
  if (facts.free.gte(held)) {
    const changes = [{ asset, free: held.neg(), used: held }];
    return { kind: "accepted", held, status: "open", reason: "", changes };
  }
  const reason = `not enough ${asset}`;
  if (terms.venue.badFunds === "reject") return { kind: "rejected", reason, because: "other" };
  return { kind: "accepted", held: ZERO, status: "canceled", reason: `failed: ${reason}`, changes: [] };
}
