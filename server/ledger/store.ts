import { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { Decimal, readDecimal, ZERO } from "@/server/kernel/money";
import type { AccountKind, Posting } from "@/server/ledger/core/posting";
import { db, type ReadTx, type WriteTx } from "@/server/platform/db";
import type { SqlPart } from "@/server/platform/question";

export type LedgerWrite = {
  readonly userId: string;
  readonly book: Book;
  readonly venue: string;
  readonly kind: string;
  readonly ref: string;
  readonly postings: readonly Posting[];
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

/** Writes one ledger transaction; the database refuses it at commit unless it sums to zero per asset. */
export const saveTransaction = (tx: WriteTx, write: LedgerWrite): Promise<void> =>
  saveTransactions(tx, [write]);

/** Writes several ledger transactions with as many queries as one takes. */
export async function saveTransactions(tx: WriteTx, writes: readonly LedgerWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const accounts = await ensureAccounts(tx, writes);
  const entries = writes.flatMap(({ userId, book, ref, venue, postings }) =>
    postings.map(({ asset, kind, botKey, amount }) => ({
      userId,
      ref,
      accountId: accounts.get(keyOf({ userId, book, venue, asset, kind, botKey })) ?? "",
      asset,
      amount: amount.toFixed(),
    })),
  );
  const of = <T>(field: (write: LedgerWrite) => T) => writes.map(field);
  const ofEntry = <T>(field: (entry: (typeof entries)[number]) => T) => entries.map(field);
  // one order of locking for everyone: two transactions never wait for each other in a circle
  await tx.$executeRaw`
    WITH saved AS (
      INSERT INTO "ledger_transaction" ("userId", "book", "kind", "ref", "marketAt", "wallAt")
      SELECT owner, book::"Book", kind, ref, market, wall
      FROM unnest(${of(({ userId }) => userId)}::uuid[], ${of(({ book }) => book)}::text[], ${of(({ kind }) => kind)}::text[],
        ${of(({ ref }) => ref)}::text[], ${of(({ marketAt }) => toDate(marketAt))}::timestamptz[],
        ${of(({ wallAt }) => toDate(wallAt))}::timestamptz[]) WITH ORDINALITY AS t(owner, book, kind, ref, market, wall, place)
      ORDER BY place RETURNING "id", "userId", "ref")
    INSERT INTO "ledger_entry" ("transactionId", "accountId", "asset", "amount")
    SELECT saved."id", t.account, t.asset, t.amount
    FROM unnest(${ofEntry(({ userId }) => userId)}::uuid[], ${ofEntry(({ ref }) => ref)}::text[],
      ${ofEntry(({ accountId }) => accountId)}::uuid[], ${ofEntry(({ asset }) => asset)}::text[],
      ${ofEntry(({ amount }) => amount)}::numeric[]) WITH ORDINALITY AS t(owner, ref, account, asset, amount, place)
    JOIN saved ON saved."userId" = t.owner AND saved."ref" = t.ref
    ORDER BY t.account, t.place`;
}

type AccountKey = {
  readonly userId: string;
  readonly book: Book;
  readonly venue: string;
  readonly asset: string;
  readonly kind: AccountKind;
  readonly botKey: string;
};

const keyOf = ({ userId, book, venue, asset, kind, botKey }: AccountKey): string =>
  `${userId} ${book} ${venue} ${asset} ${kind} ${botKey}`;

/** The accounts' ids by key, those that are missing made. */
async function ensureAccounts(
  tx: WriteTx,
  writes: readonly LedgerWrite[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map(
    writes.flatMap(({ userId, book, venue, postings }) =>
      postings.map(({ asset, kind, botKey }) => {
        const key = { userId, book, venue, asset, kind, botKey };
        return [keyOf(key), key] as const;
      }),
    ),
  );
  const ids = await makeAccounts(tx, [...wanted.values()]);
  const missing = [...wanted].flatMap(([name, key]) => (ids.has(name) ? [] : [key]));
  // made by another meanwhile: a statement of its own sees them
  if (missing.length > 0) for (const found of await makeAccounts(tx, missing)) ids.set(...found);
  return ids;
}

/** The ids of those accounts that are there, and of those that had to be made; in one statement. */
async function makeAccounts(tx: WriteTx, keys: readonly AccountKey[]): Promise<Map<string, string>> {
  const of = (field: keyof AccountKey) => keys.map((key) => key[field]);
  const rows = await tx.$queryRaw<(AccountKey & { readonly id: string })[]>`
    WITH wanted AS (
      SELECT owner, book::"Book", venue, asset, kind::"LedgerAccountKind", bot
      FROM unnest(${of("userId")}::uuid[], ${of("book")}::text[], ${of("venue")}::text[], ${of("asset")}::text[],
        ${of("kind")}::text[], ${of("botKey")}::text[]) AS t(owner, book, venue, asset, kind, bot)),
    known AS (
      SELECT a."id", a."userId", a."book", a."venue", a."asset", a."kind", a."botKey" FROM wanted w
      JOIN "ledger_account" a ON a."userId" = w.owner AND a."book" = w.book AND a."venue" = w.venue
        AND a."asset" = w.asset AND a."kind" = w.kind AND a."botKey" = w.bot),
    made AS (
      INSERT INTO "ledger_account" ("userId", "book", "venue", "asset", "kind", "botKey")
      SELECT w.* FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k."userId" = w.owner AND k."book" = w.book
        AND k."venue" = w.venue AND k."asset" = w.asset AND k."kind" = w.kind AND k."botKey" = w.bot)
      ORDER BY w.owner, w.book, w.venue, w.asset, w.kind, w.bot
      ON CONFLICT DO NOTHING
      RETURNING "id", "userId", "book", "venue", "asset", "kind", "botKey")
    SELECT * FROM known UNION ALL SELECT * FROM made`;
  return new Map(rows.map((row) => [keyOf(row), row.id]));
}

/** A posting that needs as much in its account, and of what; null: it needs nothing. */
export type BackedPosting = Posting & { readonly least: Decimal | null };
/** A ledger transaction that is written with the row of that key. */
export type KeyedWrite = Omit<LedgerWrite, "postings"> & {
  readonly key: string;
  readonly postings: readonly BackedPosting[];
};

/**
 * Ledger transactions as expressions of a statement: `backed` answers the `key` of each whose accounts hold what its postings
 * need, accounts that need nothing made where there are none; `posted` writes those whose key is in `moved`, an expression of
 * the same statement. Nothing is made where `given`, which begins with AND, does not hold.
 */
export function keyedWritesSql(
  writes: readonly KeyedWrite[],
  given: SqlPart,
): { readonly backed: SqlPart; readonly posted: SqlPart } {
  const lines = writes.flatMap(({ postings, key, userId, book, venue, ref }) =>
    postings.map((posting) => ({ key, userId, book, venue, ref, ...posting })),
  );
  const of = <T>(field: (write: KeyedWrite) => T) => writes.map(field);
  const ofLine = <T>(field: (line: (typeof lines)[number]) => T) => lines.map(field);
  const isOf = Prisma.sql`a."userId" = l.owner AND a."book" = l.book AND a."venue" = l.venue AND a."asset" = l.asset
        AND a."kind" = l.kind AND a."botKey" = l.bot`;
  const backed = Prisma.sql`line AS MATERIALIZED (
      SELECT t.*, t.book_name::"Book" AS book, t.kind_name::"LedgerAccountKind" AS kind
      FROM unnest(${ofLine(({ key }) => key)}::text[], ${ofLine(({ userId }) => userId)}::uuid[],
        ${ofLine(({ book }) => book)}::text[], ${ofLine(({ venue }) => venue)}::text[], ${ofLine(({ asset }) => asset)}::text[],
        ${ofLine(({ kind }) => kind)}::text[], ${ofLine(({ botKey }) => botKey)}::text[],
        ${ofLine(({ amount }) => amount.toFixed())}::numeric[], ${ofLine(({ least }) => least?.toFixed() ?? null)}::numeric[],
        ${ofLine(({ ref }) => ref)}::text[]) WITH ORDINALITY
        AS t(key, owner, book_name, venue, asset, kind_name, bot, amount, least, ref, place)),
    known AS MATERIALIZED (
      SELECT l.place, a."id", a."balance" FROM line l JOIN "ledger_account" a ON ${isOf}),
    made AS (
      INSERT INTO "ledger_account" ("userId", "book", "venue", "asset", "kind", "botKey")
      SELECT l.owner, l.book, l.venue, l.asset, l.kind, l.bot FROM line l
      WHERE l.least IS NULL AND NOT EXISTS (SELECT FROM known k WHERE k.place = l.place) ${given}
      ORDER BY l.owner, l.book, l.venue, l.asset, l.kind, l.bot
      ON CONFLICT DO NOTHING
      RETURNING "id", "userId", "book", "venue", "asset", "kind", "botKey"),
    account AS MATERIALIZED (
      SELECT k.place, k."id" FROM known k JOIN line l ON l.place = k.place
      WHERE l.least IS NULL OR k."balance" >= l.least
      UNION ALL SELECT l.place, a."id" FROM line l JOIN made a ON ${isOf}),
    backed AS MATERIALIZED (
      SELECT l.key FROM line l LEFT JOIN account a ON a.place = l.place
      GROUP BY l.key HAVING bool_and(a."id" IS NOT NULL))`;
  const posted = Prisma.sql`saved AS (
      INSERT INTO "ledger_transaction" ("userId", "book", "kind", "ref", "marketAt", "wallAt")
      SELECT owner, book::"Book", kind, ref, market, wall
      FROM unnest(${of(({ key }) => key)}::text[], ${of(({ userId }) => userId)}::uuid[], ${of(({ book }) => book)}::text[],
        ${of(({ kind }) => kind)}::text[], ${of(({ ref }) => ref)}::text[],
        ${of(({ marketAt }) => toDate(marketAt))}::timestamptz[],
        ${of(({ wallAt }) => toDate(wallAt))}::timestamptz[])
        WITH ORDINALITY AS t(key, owner, book, kind, ref, market, wall, place)
      WHERE key IN (SELECT key FROM moved) ORDER BY place RETURNING "id", "userId", "ref"),
    posted AS (
      INSERT INTO "ledger_entry" ("transactionId", "accountId", "asset", "amount")
      SELECT saved."id", a."id", l.asset, l.amount
      FROM line l JOIN account a ON a.place = l.place JOIN saved ON saved."userId" = l.owner AND saved."ref" = l.ref
      ORDER BY a."id", l.place)`;
  return { backed, posted };
}

/** One account's balance as this transaction sees it; zero where there is no account yet. */
export async function findBalance(
  tx: WriteTx,
  a: { userId: string; book: Book; venue: string; asset: string; kind: AccountKind; botKey: string },
): Promise<Decimal> {
  const { userId, book, venue, asset, kind, botKey } = a;
  const row = await tx.ledgerAccount.findUnique({
    where: { userId_book_venue_asset_kind_botKey: { userId, book, venue, asset, kind, botKey } },
    select: { balance: true },
  });
  return row ? readDecimal(row.balance) : ZERO;
}

export type BalanceRow = {
  readonly venue: string;
  readonly asset: string;
  readonly kind: AccountKind;
  readonly botKey: string;
  readonly balance: Decimal;
};

/** Balances of one book, or of some bots in it. */
export async function findBalanceRows(
  q: { userId: string; book: Book; botKeys?: readonly string[] },
  from: ReadTx = db,
): Promise<readonly BalanceRow[]> {
  const rows = await from.ledgerAccount.findMany({
    where: { userId: q.userId, book: q.book, ...(q.botKeys ? { botKey: { in: [...q.botKeys] } } : {}) },
    select: { venue: true, asset: true, kind: true, botKey: true, balance: true },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => ({ ...row, balance: readDecimal(row.balance) }));
}

/** Every (user, book, venue) that has a ledger. */
export async function findLedgerVenues(): Promise<readonly { userId: string; book: Book; venue: string }[]> {
  return db.ledgerAccount.findMany({
    select: { userId: true, book: true, venue: true },
    distinct: ["userId", "book", "venue"],
  });
}

/** The lines of the transaction with that reference. */
export async function findTransactionLines(userId: string, ref: string) {
  const transaction = await db.ledgerTransaction.findUnique({ where: { userId_ref: { userId, ref } } });
  if (!transaction) return null;
  const entries = await db.ledgerEntry.findMany({
    where: { transactionId: transaction.id },
    orderBy: { id: "asc" },
  });
  const accounts = await db.ledgerAccount.findMany({
    where: { id: { in: entries.map((entry) => entry.accountId) } },
  });
  const names = new Map(accounts.map((account) => [account.id, account]));
  return { transactionId: transaction.id.toString(), entries, names };
}

/** Whether a transaction with that reference exists. */
export async function hasTransaction(tx: WriteTx, userId: string, ref: string): Promise<boolean> {
  return (await tx.ledgerTransaction.count({ where: { userId, ref } })) > 0;
}

/** What came in less what went out of an asset in a book, of transactions after one instant and up to another, market clock. */
export async function sumFunding(q: {
  readonly userId: string;
  readonly book: Book;
  readonly asset: string;
  readonly after: MarketMs | null;
  readonly until: MarketMs;
}): Promise<Decimal> {
  const after = toDate(q.after ?? marketMs(0));
  const [row] = await db.$queryRaw<{ funded: string | null }[]>`
    SELECT (-sum(e."amount"))::text AS funded FROM "ledger_account" a
      JOIN "ledger_entry" e ON e."accountId" = a."id"
      JOIN "ledger_transaction" t ON t."id" = e."transactionId"
    WHERE a."userId" = ${q.userId}::uuid AND a."book" = ${q.book}::"Book" AND a."asset" = ${q.asset} AND a."kind" = 'funding'
      AND t."marketAt" > ${after}::timestamptz AND t."marketAt" <= ${toDate(q.until)}::timestamptz`;
  return row?.funded ? new Decimal(row.funded) : ZERO;
}

/** What came into a venue from outside in an asset since then, less what was taken out; trades are no part of it. */
export async function findDeposited(q: {
  userId: string;
  book: Book;
  venue: string;
  asset: string;
  since: Date;
}): Promise<Decimal> {
  const { userId, book, venue, asset, since } = q;
  const [row] = await db.$queryRaw<{ amount: Prisma.Decimal }[]>`
    SELECT coalesce(-sum(e."amount"), 0) AS amount FROM "ledger_account" a
    JOIN "ledger_entry" e ON e."accountId" = a."id" JOIN "ledger_transaction" t ON t."id" = e."transactionId"
    WHERE a."userId" = ${userId}::uuid AND a."book" = ${book}::"Book" AND a."venue" = ${venue} AND a."asset" = ${asset}
      AND a."kind" = 'funding' AND t."kind" IN ('deposit', 'withdrawal', 'transfer') AND t."wallAt" >= ${since}`;
  return row ? readDecimal(row.amount) : ZERO;
}

const FLOWS_MOST = 10_000;

/** What came into a book from outside in an asset, and went out of it, in order; trades are no part of it. */
export async function findFlows(q: { userId: string; book: Book; asset: string }) {
  const { userId, book, asset } = q;
  const rows = await db.$queryRaw<{ at: Date; venue: string; amount: Prisma.Decimal }[]>`
    SELECT t."marketAt" AS at, a."venue", -e."amount" AS amount FROM "ledger_account" a
    JOIN "ledger_entry" e ON e."accountId" = a."id" JOIN "ledger_transaction" t ON t."id" = e."transactionId"
    WHERE a."userId" = ${userId}::uuid AND a."book" = ${book}::"Book" AND a."asset" = ${asset} AND a."kind" = 'funding'
      AND t."kind" IN ('deposit', 'withdrawal', 'transfer', 'order_test')
    ORDER BY t."marketAt", t."id" LIMIT ${FLOWS_MOST}`;
  return rows.map(({ at, venue, amount }) => ({ at: at.getTime(), venue, amount: readDecimal(amount) }));
}
