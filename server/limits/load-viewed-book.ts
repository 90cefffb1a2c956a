import { exchangeOf } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { startOfDay } from "@/server/portfolio/core/owner-day";
import type { LoadedBook } from "@/server/risk/core/loaded-book";
import { countEntries } from "@/server/risk/count-entries";
import { type GuardRow, listGuardRows } from "@/server/risk/list-guards";
import { sumBookMoney } from "@/server/risk/sum-book-money";
import { viewedParts } from "./core/viewed-parts";

export type ViewedBook = LoadedBook & { readonly guards: readonly GuardRow[] };

/**
 * What a book says to entries, as any process can tell it that has no prices of its own: holdings are worth what the
 * newest published view says, so that these figures and those of the other pages are the same.
 */
export async function loadViewedBook(q: {
  readonly userId: string;
  readonly book: Book;
  readonly at: MarketMs;
  readonly timeZone: string;
  /** null: nothing was published yet, and what takes a price is unknown */
  readonly view: LiveView | null;
}): Promise<ViewedBook> {
  const key = { userId: q.userId, book: q.book };
  const [counts, { balances, working }, guards] = await Promise.all([
    countEntries({ ...key, since: startOfDay(q.at, q.timeZone) }),
    sumBookMoney(key),
    listGuardRows(key),
  ]);
  const parts = guards.filter(({ scope }) => scope === "part");
  const locks = parts.flatMap(({ memory }) => memory.lockedUntil ?? []);
  const funded = balances.filter(({ amount }) => amount.gt(0)).map(({ venue }) => exchangeOf(venue));
  return {
    ...viewedParts({
      totals: (q.view?.totals ?? []).map(({ currency, equity }) => ({ currency, equity: toDecimal(equity) })),
      positions: (q.view?.positions ?? []).map(({ exchange, base, quote, amount, lastPrice }) => ({
        exchange,
        base,
        quote,
        worth: lastPrice === null ? null : toDecimal(amount).times(lastPrice),
      })),
      working,
    }),
    counts,
    exchangesFunded: new Set(funded).size,
    lockedUntil: locks.length === 0 ? null : Math.max(...locks),
    halted: parts.some(({ memory }) => memory.haltedAt !== null),
    guards,
  };
}
