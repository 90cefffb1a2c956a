import type { Liquidity } from "@/server/exchange/core/venue-rules";
import { type Decimal, floorToStep, maxOf, minOf, ZERO } from "@/server/kernel/money";
import { type BookLevel, type OrderBook, walkBook } from "@/server/market/core/order-book";
import { type MarketView, type PaperOrder, remainingOf, type Terms } from "./paper-order";
import { allowedAmount, farPrice, priceWithoutBook } from "./price-without-book";

/** A piece that the market gives an order, before anybody asked whether it can be paid. */
export type Take = {
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly liquidity: Liquidity;
  /** the level of the book that gave it, null where no book was seen */
  readonly bookPrice: Decimal | null;
};

export type Takes = Pick<PaperOrder, "restingAt" | "queueAhead"> & {
  readonly takes: readonly Take[];
  /** a post-only order that would have taken */
  readonly crossed: boolean;
};

/**
 * What the market gives an order now.
 *
 * A market order takes level by level what the book shows and waits for the next book with the rest; a limit order
 * takes what is not worse than its limit, then rests. Resting, it trades at its own price and last of all: after what
 * was visible there on its arrival where trades are told, else only when the price went through it. A stop
 * that was released takes as a market order does, at its level or worse.
 */
export function findTakes(order: PaperOrder, view: MarketView, terms: Terms): Takes {
  if (order.restingAt !== null) return findWhileResting(order, order.restingAt, view, terms);
  if (order.limitPrice === null) return { ...arriving, takes: findAsTaker(order, view, terms) };
  const crosses = isCrossing(order, order.limitPrice, view, terms);
  if (crosses && order.postOnly) return { ...arriving, takes: [], crossed: true };
  const takes = crosses ? findAsTaker(order, view, terms) : [];
  if (crosses && !isThrough(order, order.limitPrice, view)) return { ...arriving, takes };
  const queueAhead = queueOf(order.side, order.limitPrice, view.book);
  return { takes, crossed: false, restingAt: view.tick.at, queueAhead };
}

/** Whether a price releases a stop at that level. */
export const isReached = (side: PaperOrder["side"], level: Decimal, last: Decimal): boolean =>
  side === "sell" ? last.lte(level) : last.gte(level);

/** A stop that no price has released. */
export const isWaiting = ({ type, side, stopPrice }: PaperOrder, { tick }: MarketView): boolean =>
  type === "stop" && !(stopPrice && isReached(side, stopPrice, tick.last));

const arriving = { restingAt: null, queueAhead: null, crossed: false } as const;

/** Whether a price is at the limit or better for the order. */
const isWithin = (side: PaperOrder["side"], price: Decimal, limit: Decimal): boolean =>
  side === "buy" ? price.lte(limit) : price.gte(limit);

/** Whether an order at that limit would trade at once. */
export function isCrossing(
  order: Pick<PaperOrder, "side">,
  limit: Decimal,
  view: MarketView,
  terms: Terms,
): boolean {
  if (!view.book) return isWithin(order.side, farPrice(order.side, view, terms), limit);
  const best = farLevels(order.side, view.book)[0];
  return best !== undefined && isWithin(order.side, best.price, limit);
}

/** Whether the book shows where the limit's reach ends: only then has the order taken all there was for it. */
function isThrough(order: PaperOrder, limit: Decimal, { book }: MarketView): boolean {
  if (!book) return false;
  return farLevels(order.side, book).some(({ price }) => !isWithin(order.side, price, limit));
}

const farLevels = (side: PaperOrder["side"], book: OrderBook): readonly BookLevel[] =>
  side === "buy" ? book.asks : book.bids;

function findAsTaker(order: PaperOrder, view: MarketView, terms: Terms): readonly Take[] {
  const { side, limitPrice } = order;
  const amount = remainingOf(order);
  if (view.book) {
    const reach = limitPrice === null ? view.book : upTo(side, limitPrice, view.book);
    return walkBook(reach, side, amount).fills.map((level) => ({
      price: notBetterThanStop(order, level.price, terms),
      amount: level.amount,
      liquidity: "taker",
      bookPrice: level.price,
    }));
  }
  const allowed = allowedAmount(amount, view, terms);
  if (allowed.lte(0)) return [];
  const modelled = priceWithoutBook(side, allowed, view, terms);
  const within = limitPrice === null || isWithin(side, modelled, limitPrice) ? modelled : limitPrice;
  const price = notBetterThanStop(order, within, terms);
  return [{ price, amount: allowed, liquidity: "taker", bookPrice: null }];
}

const upTo = (side: PaperOrder["side"], limit: Decimal, book: OrderBook): OrderBook => ({
  at: book.at,
  bids: side === "sell" ? book.bids.filter(({ price }) => price.gte(limit)) : book.bids,
  asks: side === "buy" ? book.asks.filter(({ price }) => price.lte(limit)) : book.asks,
});

/** A stop fills at its level or at the gap beyond it; a level between two ticks counts as the worse of them. */
function notBetterThanStop({ side, stopPrice }: PaperOrder, price: Decimal, { rules }: Terms): Decimal {
  if (stopPrice === null) return price;
  const below = floorToStep(stopPrice, rules.tickSize);
  if (side === "sell") return minOf(price, below);
  return maxOf(price, below.eq(stopPrice) ? below : below.plus(rules.tickSize));
}

function findWhileResting(
  order: PaperOrder,
  restingAt: NonNullable<PaperOrder["restingAt"]>,
  view: MarketView,
  terms: Terms,
): Takes {
  const limit = order.limitPrice;
  const resting = { restingAt, queueAhead: order.queueAhead, crossed: false };
  if (limit === null || view.tick.at <= restingAt) return { ...resting, takes: [] };
  if (view.traded) return { ...resting, ...findInQueue(order, limit, view.traded) };
  const fromBook = findThroughBook(order, limit, view.book);
  const got = fromBook.reduce((sum, { amount }) => sum.plus(amount), ZERO);
  const rest = remainingOf(order).minus(got);
  if (rest.lte(0) || !isPriceThrough(order.side, limit, view)) return { ...resting, takes: fromBook };
  const amount = allowedAmount(rest, view, terms);
  const last: Take = { price: limit, amount, liquidity: "maker", bookPrice: null };
  return { ...resting, takes: amount.gt(0) ? [...fromBook, last] : fromBook };
}

/** Others offer at the limit or better: they would have hit the order. It trades at its own price, not at theirs. */
function findThroughBook(order: PaperOrder, limit: Decimal, book: OrderBook | null): readonly Take[] {
  if (!book) return [];
  const { fills } = walkBook(upTo(order.side, limit, book), order.side, remainingOf(order));
  return fills.map(({ price, amount }) => ({ price: limit, amount, liquidity: "maker", bookPrice: price }));
}

function isPriceThrough(side: PaperOrder["side"], limit: Decimal, { tick, book }: MarketView): boolean {
  if (side === "buy" ? tick.last.lt(limit) : tick.last.gt(limit)) return true;
  // without a real quote both sides are the last price, which says nothing of who stands there
  if (book || tick.ask.lte(tick.bid)) return false;
  return isWithin(side, side === "buy" ? tick.ask : tick.bid, limit);
}

/** Trades at the limit go to those ahead first; one beyond it shows that nobody is ahead any more. */
function findInQueue(
  order: PaperOrder,
  limit: Decimal,
  traded: readonly BookLevel[],
): Pick<Takes, "takes" | "queueAhead"> {
  let { queueAhead } = order;
  let left = remainingOf(order);
  const takes: Take[] = [];
  for (const trade of traded) {
    if (left.lte(0)) break;
    if (!isWithin(order.side, trade.price, limit)) continue;
    if (!trade.price.eq(limit)) queueAhead = ZERO;
    if (queueAhead === null) continue;
    const ahead = minOf(queueAhead, trade.amount);
    queueAhead = queueAhead.minus(ahead);
    const amount = minOf(left, trade.amount.minus(ahead));
    if (amount.lte(0)) continue;
    takes.push({ price: limit, amount, liquidity: "maker", bookPrice: null });
    left = left.minus(amount);
  }
  return { takes, queueAhead };
}

/** What stands at the limit before the order; null where the book does not reach so far. */
function queueOf(side: PaperOrder["side"], limit: Decimal, book: OrderBook | null): Decimal | null {
  if (!book) return null;
  const own = side === "buy" ? book.bids : book.asks;
  const deepest = own.at(-1);
  if (!deepest || !isWithin(side, deepest.price, limit)) return null;
  return own.find(({ price }) => price.eq(limit))?.amount ?? ZERO;
}

/** Whether matching could change the order at all: asked of many orders before any of them is locked. */
export function canMatch(order: PaperOrder, view: MarketView): boolean {
  if (view.tick.at < order.matchAt || isWaiting(order, view)) return false;
  const { restingAt, limitPrice } = order;
  if (restingAt === null || limitPrice === null) return true;
  if (view.tick.at <= restingAt) return false;
  if (view.traded) return view.traded.some(({ price }) => isWithin(order.side, price, limitPrice));
  if (isPriceThrough(order.side, limitPrice, view)) return true;
  const best = view.book && farLevels(order.side, view.book)[0];
  return best ? isWithin(order.side, best.price, limitPrice) : false;
}
