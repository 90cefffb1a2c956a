import { type MarketMs, plusMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { type OrderStatus, workingStatuses } from "../core/order-state";

type Door = { readonly userId: string; readonly book: "paper" | "live" | "demo" };

/** The longest a local day gets; what bears a later time is of another run of the market clock. */
const DAY_MOST_MS = 25 * 3_600_000;
const ROWS_MAX = 5_000;
const atVenue: readonly OrderStatus[] = workingStatuses.filter((status) => status !== "intent");

/** Entries of the day that began at `since`, per exchange and bot. */
export async function countEntryOrders(
  q: Door & { readonly since: MarketMs; readonly sentOnly?: boolean },
): Promise<readonly { exchange: string; botId: string; count: number }[]> {
  const rows = await db.order.groupBy({
    by: ["exchange", "botId"],
    where: {
      userId: q.userId,
      book: q.book,
      purpose: "entry",
      marketAt: { gte: toDate(q.since), lt: toDate(plusMs(q.since, DAY_MOST_MS)) },
      ...(q.sentOnly
        ? { sentWallAt: { not: null } }
        : { NOT: { status: { in: ["expired", "cancelled"] }, sentWallAt: null } }),
    },
    _count: true,
  });
  return rows.map(({ exchange, botId, _count: count }) => ({ exchange, botId, count }));
}

/** Entries that are at their venue now, or were sent since that instant. */
export async function findSentEntries(
  { userId, book }: Door,
  since: WallMs,
): Promise<readonly { orderId: string; exchange: string; sentAt: WallMs; working: boolean }[]> {
  const rows = await db.order.findMany({
    where: {
      ...{ userId, book, purpose: "entry" },
      OR: [{ status: { in: [...atVenue] } }, { sentWallAt: { gte: toDate(since) } }],
    },
    select: { id: true, exchange: true, status: true, sentWallAt: true, wallAt: true },
    take: ROWS_MAX,
  });
  return rows.map(({ id, exchange, status, sentWallAt, wallAt }) => ({
    orderId: id,
    exchange,
    sentAt: wallMs(sentWallAt ?? wallAt),
    working: atVenue.includes(status),
  }));
}
