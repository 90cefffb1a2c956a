// Reading only: what the orders page shows.

import { Prisma } from "@/prisma/generated/client";
import { BOOKS } from "@/server/kernel/book";
import { marketMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import { readDecimal } from "@/server/kernel/money";
import { type OrderStatus, orderStatuses, workingStatuses } from "@/server/kernel/order-statuses";
import { readOrderType } from "@/server/kernel/order-types";
import { db } from "@/server/platform/db";
import type { OrderStateFilter } from "../core/order-view";

export type OrderCursor = { readonly wallAt: WallMs; readonly orderId: string };

type Filter = {
  readonly userId: string;
  readonly botId?: string | undefined;
  readonly state: OrderStateFilter;
};

const STATES: { readonly [state in OrderStateFilter]: readonly OrderStatus[] } = {
  all: orderStatuses,
  working: workingStatuses,
  unknown: ["unknown"],
  filled: ["filled"],
  ended: ["cancelled", "expired", "rejected"],
};

/**
 * Orders newest first, after a cursor; of the same instant by id. Each book is read in its index's own order and stopped
 * at `limit`, so the cost does not grow with the history.
 */
export async function findOrderRows(
  q: Filter & { readonly after: OrderCursor | null; readonly limit: number },
) {
  const { userId, botId, state, after, limit } = q;
  const ofBot = botId ? Prisma.sql`AND "botId" = ${botId}::uuid` : Prisma.empty;
  const ofState =
    state === "all" ? Prisma.empty : Prisma.sql`AND "status" = ANY(${[...STATES[state]]}::"OrderStatus"[])`;
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT found."id" FROM unnest(${[...BOOKS]}::"Book"[]) AS books(book) CROSS JOIN LATERAL (
      SELECT "id", "wallAt" FROM "orders"
      WHERE "userId" = ${userId}::uuid AND "book" = books.book ${ofBot} ${ofState} ${afterCursor(after)}
      ORDER BY "wallAt" DESC, "id" LIMIT ${limit}) AS found
    ORDER BY found."wallAt" DESC, found."id" LIMIT ${limit}`;
  const rows = await db.order.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: [{ wallAt: "desc" }, { id: "asc" }],
  });
  return rows.map(toRow);
}

const afterCursor = (after: OrderCursor | null) =>
  after
    ? Prisma.sql`AND "wallAt" <= ${new Date(after.wallAt)}::timestamptz
        AND ("wallAt" < ${new Date(after.wallAt)}::timestamptz OR "id" > ${after.orderId}::uuid)`
    : Prisma.empty;

export type OrderRow = ReturnType<typeof toRow>;

/** One order of that user; null when it is not theirs. */
export async function findOrderRow(orderId: string, userId: string): Promise<OrderRow | null> {
  const row = await db.order.findFirst({ where: { id: orderId, userId } });
  return row && toRow(row);
}

const toRow = (row: Prisma.OrderGetPayload<Record<string, never>>) => ({
  orderId: row.id,
  botId: row.botId,
  book: row.book,
  venue: row.venue,
  exchange: readExchange(row.exchange),
  symbol: row.symbol,
  base: row.base,
  quote: row.quote,
  side: row.side,
  purpose: row.purpose,
  type: readOrderType(row.type),
  postOnly: row.postOnly,
  limitPrice: row.limitPrice && readDecimal(row.limitPrice),
  triggerPrice: row.triggerPrice && readDecimal(row.triggerPrice),
  amount: readDecimal(row.amount),
  filled: readDecimal(row.filled),
  filledQuote: readDecimal(row.filledQuote),
  status: row.status,
  statusReason: row.statusReason,
  reasonCode: row.reasonCode,
  clientOrderId: row.clientOrderId,
  venueOrderId: row.venueOrderId,
  cancelCode: row.cancelCode,
  lookups: row.lookups,
  marketAt: marketMs(row.marketAt),
  wallAt: wallMs(row.wallAt),
});
