import { exchangeOf } from "@/server/exchange/core/venue-name";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Decimal } from "@/server/kernel/money";
import { startOfDay } from "@/server/portfolio/core/owner-day";
import { listHoldings } from "@/server/positions/list-trade-records";
import type { LoadedBook } from "./core/loaded-book";
import { countEntries } from "./count-entries";
import { valueParts } from "./entry-exposure";
import { findGuards, sumBalances, sumWorkingEntries } from "./store";

/**
 * Reads what a book says to entries: counts of the owner's day, what it holds, its locks. Five queries, however many
 * bots it has.
 */
export async function loadBook(q: {
  readonly userId: string;
  readonly book: Book;
  readonly at: MarketMs;
  readonly timeZone: string;
  readonly priceOf: (exchange: ExchangeName, symbol: string) => Decimal | null;
}): Promise<LoadedBook> {
  const key = { userId: q.userId, book: q.book };
  const [counts, balances, holdings, working, guards] = await Promise.all([
    countEntries({ ...key, since: startOfDay(q.at, q.timeZone) }),
    sumBalances(key),
    listHoldings(key),
    sumWorkingEntries(key),
    findGuards(key, "part"),
  ]);
  const locks = guards.flatMap(({ memory }) => memory.lockedUntil ?? []);
  return {
    ...valueParts({
      balances: balances.map(({ venue, ...row }) => ({ exchange: exchangeOf(venue), ...row })),
      holdings,
      working,
      priceOf: q.priceOf,
    }),
    counts,
    lockedUntil: locks.length === 0 ? null : Math.max(...locks),
    halted: guards.some(({ memory }) => memory.haltedAt !== null),
  };
}
