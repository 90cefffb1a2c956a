import type { MarketMs } from "@/server/kernel/clock";
import { type Decimal, minOf, ZERO } from "@/server/kernel/money";

/** Resting orders at one price: price in quote per base, amount in base. */
export type BookLevel = { readonly price: Decimal; readonly amount: Decimal };

/** Resting orders of one market at one instant (market clock), best first on both sides. */
export type OrderBook = {
  readonly at: MarketMs;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
};

/** What an order takes from a book. `worstPrice` is the last price it reached, null when it took nothing. */
export type BookWalk = {
  readonly fills: readonly BookLevel[];
  readonly filled: Decimal;
  readonly worstPrice: Decimal | null;
};

/**
 * Fills a taker's amount (base) against the book from the touch on: a buy takes asks, a sell takes bids. Takes no
 * more than is there; what is left unfilled is amount − filled. The book itself is not changed.
 */
export function walkBook(book: OrderBook, side: "buy" | "sell", amount: Decimal): BookWalk {
  const fills: BookLevel[] = [];
  let filled = ZERO;
  for (const level of side === "buy" ? book.asks : book.bids) {
    const taken = minOf(level.amount, amount.minus(filled));
    if (taken.lte(0)) break;
    fills.push({ price: level.price, amount: taken });
    filled = filled.plus(taken);
  }
  return { fills, filled, worstPrice: fills.at(-1)?.price ?? null };
}

export type BookFlaw = "not-a-number" | "not-positive" | "crossed-book" | "out-of-order";

/**
 * Why a book cannot be believed, null when it can: every number finite and above zero, bids strictly falling, asks
 * strictly rising, best bid below best ask. A side may be empty.
 */
export function findBookFlaw({ bids, asks }: Pick<OrderBook, "bids" | "asks">): BookFlaw | null {
  const numbers = [...bids, ...asks].flatMap(({ price, amount }) => [price, amount]);
  if (numbers.some((number) => !number.isFinite())) return "not-a-number";
  if (numbers.some((number) => number.lte(0))) return "not-positive";
  if (!isRising(asks) || !isRising(bids.toReversed())) return "out-of-order";
  const [bid, ask] = [bids[0], asks[0]];
  return bid && ask && bid.price.gte(ask.price) ? "crossed-book" : null;
}

const isRising = (levels: readonly BookLevel[]): boolean =>
  levels.every((level, index) => {
    const before = levels[index - 1];
    return !before || level.price.gt(before.price);
  });
