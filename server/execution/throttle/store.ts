import { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { atVenueStatuses, type OrderStatus } from "@/server/kernel/order-statuses";
import type { Question } from "@/server/platform/question";

type BookKey = { readonly userId: string; readonly book: Book };
type SentRow = {
  readonly orderId: string;
  readonly exchange: ExchangeName;
  readonly sentAt: WallMs;
  readonly working: boolean;
};

const ROWS_MAX = 5_000;

/** Entries that are at their venue now, or were sent since that instant. */
export const sentEntriesQuestion = (
  { userId, book }: BookKey,
  since: WallMs,
): Question<readonly SentRow[]> => ({
  sql: Prisma.sql`SELECT "id", "exchange", "status", (extract(epoch FROM coalesce("sentWallAt", "wallAt")) * 1000)::float8 AS sent
    FROM "orders" WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book" AND "purpose" = 'entry'
      AND ("status" = ANY(${[...atVenueStatuses]}::"OrderStatus"[]) OR "sentWallAt" >= ${toDate(since)}::timestamptz)
    LIMIT ${ROWS_MAX}::int`,
  read: (rows: readonly Row[]) =>
    rows.map(({ id, exchange, status, sent }) => ({
      orderId: id,
      exchange: readExchange(exchange),
      sentAt: wallMs(Math.round(sent)),
      working: atVenueStatuses.includes(status),
    })),
});

type Row = {
  readonly id: string;
  readonly exchange: string;
  readonly status: OrderStatus;
  readonly sent: number;
};
