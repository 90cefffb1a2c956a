import { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import { readDecimal } from "@/server/kernel/money";
import { workingStatuses } from "@/server/kernel/order-statuses";
import { db, type RecordTx, type WriteTx } from "@/server/platform/db";
import type { GuardMemory } from "./core/guard-memory";

type BookKey = { readonly userId: string; readonly book: Book };

/** What a book has per venue and asset, with its bots and its pool, free or in orders. One query over an index. */
export async function sumBalances({ userId, book }: BookKey) {
  const rows = await db.$queryRaw<{ venue: string; asset: string; amount: Prisma.Decimal }[]>`
    SELECT "venue", "asset", sum("balance") AS amount FROM "ledger_account"
    WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book" AND "kind" IN ('available', 'allocated', 'in_orders')
    GROUP BY 1, 2 HAVING sum("balance") <> 0`;
  return rows.map(({ venue, asset, amount }) => ({ venue, asset, amount: readDecimal(amount) }));
}

/** What the entry orders under way may still spend, in quote. */
export async function sumWorkingEntries({ userId, book }: BookKey) {
  const rows = await db.$queryRaw<{ exchange: string; base: string; quote: string; left: Prisma.Decimal }[]>`
    SELECT "exchange", "base", "quote", sum(greatest("reserved" - "filledQuote", 0)) AS left FROM "orders"
    WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book" AND "purpose" = 'entry'
      AND "status" = ANY(${[...workingStatuses]}::"OrderStatus"[])
    GROUP BY 1, 2, 3`;
  return rows.map(({ exchange, base, quote, left }) => ({
    exchange: readExchange(exchange),
    base,
    quote,
    left: readDecimal(left),
  }));
}

export type GuardScope = "part" | "bot";
/** What is remembered of a currency's part of a book, or of a bot. */
export type GuardRow = BookKey & {
  readonly scope: GuardScope;
  readonly subject: string;
  readonly memory: GuardMemory;
};

type Found = Prisma.RiskGuardGetPayload<Record<string, never>>;

const toRow = (row: Found): GuardRow => ({
  userId: row.userId,
  book: row.book,
  scope: row.scope as GuardScope,
  subject: row.subject,
  memory: {
    peak: readDecimal(row.peakProfit),
    day: { key: row.dayKey, start: readDecimal(row.dayProfit) },
    last: { profit: readDecimal(row.lastProfit), at: marketMs(row.lastMarketAt) },
    lockedUntil: row.lockedUntil && marketMs(row.lockedUntil),
    haltedAt: row.haltedMarketAt && marketMs(row.haltedMarketAt),
    reason: row.reason,
  },
});

/** Everything the guards remember of a book, or of its parts alone. */
export async function findGuards(
  { userId, book }: BookKey,
  scope?: GuardScope,
): Promise<readonly GuardRow[]> {
  const rows = await db.riskGuard.findMany({ where: { userId, book, ...(scope ? { scope } : {}) } });
  return rows.map(toRow);
}

/** The books with a part that is halted until its owner clears it, of any user. */
export async function findHalted(): Promise<readonly Book[]> {
  const where = { scope: "part", haltedMarketAt: { not: null } };
  const rows = await db.riskGuard.findMany({ where, select: { book: true }, distinct: ["book"] });
  return rows.map(({ book }) => book);
}

type GuardTx = Pick<WriteTx | RecordTx, "riskGuard" | "$queryRaw">;

/** The same, locked until the transaction ends. */
export async function lockGuards(
  tx: GuardTx,
  { userId, book }: BookKey,
  scope?: GuardScope,
): Promise<readonly GuardRow[]> {
  await tx.$queryRaw`SELECT 1 FROM "risk_guard" WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book"
    AND (${scope ?? null}::text IS NULL OR "scope" = ${scope ?? null}) ORDER BY "scope", "subject" FOR UPDATE`;
  const rows = await tx.riskGuard.findMany({ where: { userId, book, ...(scope ? { scope } : {}) } });
  return rows.map(toRow);
}

/** Writes what was looked at of one book, in one statement; locks and halts stay as they are. */
export async function saveReadings(
  tx: RecordTx,
  { userId, book }: BookKey,
  rows: readonly Pick<GuardRow, "scope" | "subject" | "memory">[],
  wallNow: WallMs,
): Promise<void> {
  const column = <T>(of: (row: (typeof rows)[number]) => T) => rows.map(of);
  await tx.$executeRaw`
    INSERT INTO "risk_guard" ("userId", "book", "scope", "subject", "peakProfit", "dayKey", "dayProfit", "lastProfit",
      "lastMarketAt", "updatedWallAt")
    SELECT ${userId}::uuid, ${book}::"Book", scope, subject, peak::numeric, day, start::numeric, last::numeric, at,
      ${toDate(wallNow)}::timestamptz
    FROM unnest(${column((row) => row.scope)}::text[], ${column((row) => row.subject)}::text[],
      ${column(({ memory }) => memory.peak.toFixed())}::text[], ${column(({ memory }) => memory.day.key)}::text[],
      ${column(({ memory }) => memory.day.start.toFixed())}::text[],
      ${column(({ memory }) => memory.last.profit.toFixed())}::text[],
      ${column(({ memory }) => toDate(memory.last.at))}::timestamptz[])
      AS looked(scope, subject, peak, day, start, last, at)
    ON CONFLICT ("userId", "book", "scope", "subject") DO UPDATE SET "peakProfit" = excluded."peakProfit",
      "dayKey" = excluded."dayKey", "dayProfit" = excluded."dayProfit", "lastProfit" = excluded."lastProfit",
      "lastMarketAt" = excluded."lastMarketAt", "updatedWallAt" = excluded."updatedWallAt"`;
}

/** Writes one row whole, its lock and halt too. */
export async function saveDecided(tx: WriteTx, row: GuardRow, wallNow: WallMs): Promise<void> {
  const { userId, book, scope, subject, memory } = row;
  const data = {
    peakProfit: memory.peak.toFixed(),
    dayKey: memory.day.key,
    dayProfit: memory.day.start.toFixed(),
    lastProfit: memory.last.profit.toFixed(),
    lastMarketAt: toDate(memory.last.at),
    lockedUntil: memory.lockedUntil && toDate(memory.lockedUntil),
    haltedMarketAt: memory.haltedAt && toDate(memory.haltedAt),
    reason: memory.reason,
    updatedWallAt: toDate(wallNow),
  };
  const key = { userId, book, scope, subject };
  await tx.riskGuard.upsert({
    where: { userId_book_scope_subject: key },
    create: { ...key, ...data },
    update: data,
  });
}

/** The longest a local day gets; what bears a later time is of another run of the market clock. */
const DAY_MOST_MS = 25 * 3_600_000;

/** Entries of the day that began at `since`, per exchange and bot. */
export function entryCountsSql({
  userId,
  book,
  since,
  sentOnly = false,
}: BookKey & { readonly since: MarketMs; readonly sentOnly?: boolean }): Prisma.Sql {
  const counted = sentOnly
    ? Prisma.sql`"sentWallAt" IS NOT NULL`
    : Prisma.sql`NOT ("status" IN ('expired', 'cancelled') AND "sentWallAt" IS NULL)`;
  return Prisma.sql`SELECT "exchange", "botId", count(*)::int AS count FROM "orders"
    WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book" AND "purpose" = 'entry'
      AND "marketAt" >= ${toDate(since)}::timestamptz AND "marketAt" < ${toDate(plusMs(since, DAY_MOST_MS))}::timestamptz
      AND ${counted} GROUP BY 1, 2`;
}

/** What is in force on the parts of a book; instants in epoch milliseconds. */
export const guardsSql = ({ userId, book }: BookKey): Prisma.Sql => Prisma.sql`
  SELECT "subject", (extract(epoch FROM "lockedUntil") * 1000)::float8 AS "lockedUntil",
    (extract(epoch FROM "haltedMarketAt") * 1000)::float8 AS "haltedAt", "reason"
  FROM "risk_guard" WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book" AND "scope" = 'part'`;
