import type { Book } from "@/server/kernel/book";
import { marketMs, type WallMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { findTradeSums } from "./store";

/** What fills made of one position. Amounts in base, prices in quote per base, `realised` in quote and net of fees. */
export type FilledTrade = ReturnType<typeof toTrade>;

/** The positions of a bot in one book by their fills since an instant (wall clock), the newest 2 000, oldest first. */
export async function listFilledTrades(q: {
  readonly botId: string;
  readonly book: Book;
  readonly since: WallMs;
}): Promise<readonly FilledTrade[]> {
  const rows = await findTradeSums(q);
  return rows.map(toTrade);
}

const toTrade = (row: Awaited<ReturnType<typeof findTradeSums>>[number]) => {
  const [bought, sold] = [new Decimal(row.bought), new Decimal(row.sold)];
  return {
    slotAt: marketMs(row.slot_at),
    symbol: row.symbol,
    bought,
    entryPrice: new Decimal(row.bought_quote).div(bought),
    sold,
    exitPrice: sold.isZero() ? null : new Decimal(row.sold_quote).div(sold),
    realised: new Decimal(row.realised),
    closedAt: row.closed_at && marketMs(row.closed_at),
  };
};
