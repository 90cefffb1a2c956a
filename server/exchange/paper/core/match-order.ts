import { type Decimal, minOf, ZERO } from "@/server/kernel/money";
import { findTakes, isWaiting, type Take } from "./find-takes";
import { holdFor } from "./hold";
import type { BalanceChange, MarketView, OrderChange, PaperOrder, PaperTrade, Terms } from "./paper-order";
import { type Payment, type Purse, payFor } from "./pay-for";

/** What one look at the market makes of an order. */
export type Matching = {
  readonly trades: readonly PaperTrade[];
  readonly changes: readonly BalanceChange[];
  readonly order: OrderChange;
};

/**
 * Matches one open order against the market. Null when nothing changes: too early by the venue's latency, or nothing
 * there for it. `freeQuote` is what the account has free for a market buy whose price ran away from its hold; when
 * that is not enough either, the order is filled as far as the money goes and ended, as exchanges do.
 */
export function matchOrder(
  order: PaperOrder,
  view: MarketView,
  terms: Terms,
  freeQuote: Decimal,
): Matching | null {
  if (view.tick.at < order.matchAt || isWaiting(order, view)) return null;
  const found = findTakes(order, view, terms);
  const paid = payAll(order, found.takes, terms, freeQuote);
  const filled = order.filled.plus(paid.amount);
  const objection = found.crossed ? terms.venue.postOnlyWords : paid.objection;
  const change: Ending = endingOf(order, filled, objection);
  const held = change.status === "open" ? heldAfter(order, filled, paid.purse.held, view, terms) : ZERO;
  const after: OrderChange = {
    ...change,
    type: order.type === "stop" ? "market" : order.type,
    filled,
    held,
    restingAt: found.restingAt,
    queueAhead: found.queueAhead,
  };
  if (paid.trades.length === 0 && isSame(order, after)) return null;
  const trades = paid.trades.map((payment): PaperTrade => toTrade(payment, view, terms));
  return { trades, changes: changesOf(order, held, paid, freeQuote, terms), order: after };
}

type Ending = Pick<OrderChange, "status" | "reason">;

function endingOf(order: PaperOrder, filled: Decimal, objection: string | null): Ending {
  if (filled.eq(order.amount)) return { status: "closed", reason: "" };
  return objection ? { status: "canceled", reason: objection } : { status: "open", reason: "" };
}

const isSame = (before: PaperOrder, after: OrderChange): boolean =>
  after.status === "open" &&
  before.type === after.type &&
  before.restingAt === after.restingAt &&
  (before.queueAhead?.toFixed() ?? null) === (after.queueAhead?.toFixed() ?? null);

/** A better price than the limit gives the difference back at once; a market buy keeps its margin to the end. */
function heldAfter(
  order: PaperOrder,
  filled: Decimal,
  held: Decimal,
  view: MarketView,
  terms: Terms,
): Decimal {
  if (order.side === "sell" || order.limitPrice === null) return held;
  return minOf(held, holdFor(order, order.amount.minus(filled), view.tick.last, terms));
}

type Paid = {
  readonly trades: readonly Payment[];
  readonly amount: Decimal;
  readonly purse: Purse;
  readonly objection: string | null;
};

function payAll(order: PaperOrder, takes: readonly Take[], terms: Terms, freeQuote: Decimal): Paid {
  let purse: Purse = { held: order.held, freeQuote, gotBase: ZERO };
  let amount = ZERO;
  const trades: Payment[] = [];
  for (const take of takes) {
    const payment = payFor(order.side, take, purse, terms);
    if (payment.amount.gt(0)) {
      trades.push(payment);
      purse = payment.purse;
      amount = amount.plus(payment.amount);
    }
    if (payment.objection) return { trades, amount, purse, objection: payment.objection };
  }
  return { trades, amount, purse, objection: null };
}

function changesOf(
  order: PaperOrder,
  held: Decimal,
  { purse }: Paid,
  freeQuote: Decimal,
  { rules }: Terms,
): readonly BalanceChange[] {
  const released = purse.held.minus(held);
  const used = held.minus(order.held);
  const quoteGained = purse.freeQuote.minus(freeQuote);
  const changes: readonly BalanceChange[] =
    order.side === "buy"
      ? [
          { asset: rules.quote, free: quoteGained.plus(released), used },
          { asset: rules.base, free: purse.gotBase, used: ZERO },
        ]
      : [
          { asset: rules.base, free: released, used },
          { asset: rules.quote, free: quoteGained, used: ZERO },
        ];
  return changes.filter(({ free, used: held }) => !free.isZero() || !held.isZero());
}

function toTrade(payment: Payment, { tick, book }: MarketView, { rules }: Terms): PaperTrade {
  const { price, amount, fee, feeIn, liquidity, bookPrice } = payment;
  return {
    price,
    amount,
    fee,
    liquidity,
    bookPrice,
    feeAsset: feeIn === "base" ? rules.base : rules.quote,
    at: tick.at,
    bookAt: bookPrice && book ? book.at : null,
  };
}
