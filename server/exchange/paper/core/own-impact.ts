import type { Side } from "@/server/exchange/core/venue-rules";
import { type Decimal, ZERO } from "@/server/kernel/money";
import type { BookLevel, OrderBook } from "@/server/market/core/order-book";

/** What one of our orders took from one level of a book. */
export type Taken = { readonly side: Side; readonly bookPrice: Decimal; readonly amount: Decimal };

/**
 * What is left of a book after what our orders took from that very book: nobody gets the same liquidity twice. A
 * newer book is taken at its word, as if what we took had been put back.
 */
export function withoutOwn(book: OrderBook, taken: readonly Taken[]): OrderBook {
  if (taken.length === 0) return book;
  return {
    at: book.at,
    bids: leftOf(book.bids, taken, "sell"),
    asks: leftOf(book.asks, taken, "buy"),
  };
}

function leftOf(levels: readonly BookLevel[], taken: readonly Taken[], side: Side): readonly BookLevel[] {
  const gone = new Map<string, Decimal>();
  for (const one of taken) {
    if (one.side !== side) continue;
    const key = one.bookPrice.toFixed();
    gone.set(key, (gone.get(key) ?? ZERO).plus(one.amount));
  }
  return levels.flatMap((level) => {
    const amount = level.amount.minus(gone.get(level.price.toFixed()) ?? ZERO);
    return amount.gt(0) ? [{ price: level.price, amount }] : [];
  });
}
