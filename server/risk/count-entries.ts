import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import { ask, type Question } from "@/server/platform/question";
import type { EntryCounts } from "./core/loaded-book";
import { entryCountsSql } from "./store";

type Counted = {
  readonly userId: string;
  readonly book: Book;
  readonly since: MarketMs;
  readonly sentOnly?: boolean;
};

/**
 * How many entries a user's book has made in the day that began at `since` (market clock). What expired or was
 * cancelled before it was sent does not count; with `sentOnly` neither does what still waits to be sent. One query.
 */
export const countEntries = (q: Counted): Promise<EntryCounts> => ask(entryCountsQuestion(q));

/** The same, asked together with what others know. */
export const entryCountsQuestion = (q: Counted): Question<EntryCounts> => ({
  sql: entryCountsSql(q),
  read: toCounts,
});

type Row = { readonly exchange: string; readonly botId: string; readonly count: number };

function toCounts(rows: readonly Row[]): EntryCounts {
  const byExchange = new Map<string, number>();
  const byBot = new Map<string, number>();
  let total = 0;
  for (const { exchange: name, botId, count } of rows) {
    const exchange = readExchange(name);
    byExchange.set(exchange, (byExchange.get(exchange) ?? 0) + count);
    byBot.set(botId, (byBot.get(botId) ?? 0) + count);
    total += count;
  }
  return { total, byExchange, byBot };
}
