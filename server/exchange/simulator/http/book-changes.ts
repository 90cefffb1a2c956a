import type { MarketView } from "@/server/exchange/simulator/core/sim-order";
import { ZERO } from "@/server/kernel/money";
import type { BookLevel } from "@/server/market/core/order-book";

export type BookChanges = { readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[] };

/** What turned one book into the next: levels with their new amount, zero where they are gone. */
export const bookChanges = (before: MarketView | null, now: MarketView): BookChanges => ({
  bids: changesOf(before?.book.bids ?? [], now.book.bids),
  asks: changesOf(before?.book.asks ?? [], now.book.asks),
});

function changesOf(before: readonly BookLevel[], now: readonly BookLevel[]): readonly BookLevel[] {
  const old = new Map(before.map(({ price, amount }) => [price.toFixed(), amount]));
  const current = new Set(now.map(({ price }) => price.toFixed()));
  return [
    ...before.flatMap(({ price }) => (current.has(price.toFixed()) ? [] : [{ price, amount: ZERO }])),
    ...now.filter(({ price, amount }) => !old.get(price.toFixed())?.eq(amount)),
  ];
}
