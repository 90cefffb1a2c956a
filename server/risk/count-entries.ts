import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import { countEntryOrders } from "./store";

export type EntryCounts = {
  readonly total: number;
  readonly byExchange: ReadonlyMap<string, number>;
  readonly byBot: ReadonlyMap<string, number>;
};

/**
 * How many entries a user's book has made in the day that began at `since` (market clock). What expired or was
 * cancelled before it was sent does not count; with `sentOnly` neither does what still waits to be sent. One query.
 */
export async function countEntries(q: {
  readonly userId: string;
  readonly book: Book;
  readonly since: MarketMs;
  readonly sentOnly?: boolean;
}): Promise<EntryCounts> {
  const byExchange = new Map<string, number>();
  const byBot = new Map<string, number>();
  let total = 0;
  for (const { exchange, botId, count } of await countEntryOrders(q)) {
    byExchange.set(exchange, (byExchange.get(exchange) ?? 0) + count);
    byBot.set(botId, (byBot.get(botId) ?? 0) + count);
    total += count;
  }
  return { total, byExchange, byBot };
}
