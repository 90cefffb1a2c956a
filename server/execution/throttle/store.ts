import type { Book } from "@/server/kernel/book";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { atVenueStatuses } from "@/server/kernel/order-statuses";
import { db } from "@/server/platform/db";

type BookKey = { readonly userId: string; readonly book: Book };

const ROWS_MAX = 5_000;

/** Entries that are at their venue now, or were sent since that instant. */
export async function findSentEntries(
  { userId, book }: BookKey,
  since: WallMs,
): Promise<readonly { orderId: string; exchange: ExchangeName; sentAt: WallMs; working: boolean }[]> {
  const rows = await db.order.findMany({
    where: {
      userId,
      book,
      purpose: "entry",
      OR: [{ status: { in: [...atVenueStatuses] } }, { sentWallAt: { gte: toDate(since) } }],
    },
    select: { id: true, exchange: true, status: true, sentWallAt: true, wallAt: true },
    take: ROWS_MAX,
  });
  return rows.map(({ id, exchange, status, sentWallAt, wallAt }) => ({
    orderId: id,
    exchange: readExchange(exchange),
    sentAt: wallMs(sentWallAt ?? wallAt),
    working: atVenueStatuses.includes(status),
  }));
}
