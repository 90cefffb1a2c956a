import { type Decimal, ZERO } from "@/server/kernel/money";
import type { BookLevel, OrderBook } from "@/server/market/core/order-book";

/** What orders here took out of each market's book since it was last drawn: a level gives only once. */
export class TakenLiquidity {
  private readonly markets = new Map<string, { at: number; taken: Map<string, Decimal> }>();

  /** The levels of one side with what is left of them. */
  left(symbol: string, book: OrderBook, side: "bids" | "asks"): readonly BookLevel[] {
    const taken = this.of(symbol, book).taken;
    return book[side].flatMap((level) => {
      const amount = level.amount.minus(taken.get(keyOf(side, level.price)) ?? ZERO);
      return amount.gt(0) ? [{ price: level.price, amount }] : [];
    });
  }

  take(symbol: string, book: OrderBook, side: "bids" | "asks", { price, amount }: BookLevel): void {
    const { taken } = this.of(symbol, book);
    const key = keyOf(side, price);
    taken.set(key, (taken.get(key) ?? ZERO).plus(amount));
  }

  private of(symbol: string, book: OrderBook): { at: number; taken: Map<string, Decimal> } {
    const known = this.markets.get(symbol);
    if (known && known.at === book.at) return known;
    const made = { at: book.at, taken: new Map<string, Decimal>() };
    this.markets.set(symbol, made);
    return made;
  }
}

const keyOf = (side: string, price: Decimal): string => `${side} ${price.toFixed()}`;
