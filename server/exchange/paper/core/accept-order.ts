import type { OrderRequest, PlaceAnswer } from "@/server/exchange/core/exchange-port";
import { objectToOrder } from "@/server/exchange/core/object-to-order";
import type { WallMs } from "@/server/kernel/clock";
import { type Decimal, ZERO } from "@/server/kernel/money";
import { isCrossing, isReached } from "./find-takes";
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
 * Why the exchange would refuse an order whatever the account holds, in a sentence; null when it would not: its rules,
 * and where the exchange looks at once a post-only order that would take.
 */
export function objectToPaperOrder(request: OrderRequest, view: MarketView, terms: Terms): string | null {
  return (
    objectToOrder(request, terms.rules, view.tick.last) ??
    (wouldRelease(request, view) ? RELEASED_WORDS : null) ??
    (wouldTake(request, view, terms) ? terms.venue.postOnlyWords : null)
  );
}

/** Exchanges refuse a stop whose price is there already. */
const wouldRelease = ({ type, side, triggerPrice }: OrderRequest, { tick }: MarketView): boolean =>
  type === "stop" && !!triggerPrice && isReached(side, triggerPrice, tick.last);

export const RELEASED_WORDS = "the price that releases it is there already";

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
  if (facts.wallNow > request.deadline) return { kind: "rejected", reason: LATE_WORDS, because: "later" };
  const asset = request.side === "buy" ? terms.rules.quote : terms.rules.base;
  const held = holdFor(request, request.amount, facts.last, terms);
  if (facts.free.gte(held)) {
    const changes = [{ asset, free: held.neg(), used: held }];
    return { kind: "accepted", held, status: "open", reason: "", changes };
  }
  const reason = `not enough ${asset}`;
  if (terms.venue.badFunds === "reject") return { kind: "rejected", reason, because: "account" };
  return { kind: "accepted", held: ZERO, status: "canceled", reason: `failed: ${reason}`, changes: [] };
}
