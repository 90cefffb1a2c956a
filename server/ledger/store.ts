import type { Book } from "@/server/kernel/book";
import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { type Decimal, readDecimal, ZERO } from "@/server/kernel/money";
import type { AccountKind, Posting } from "@/server/ledger/core/posting";
import { db, type ReadTx, type WriteTx } from "@/server/platform/db";

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

/** Writes several ledger transactions of one user and book with as many queries as one takes. */
export async function saveTransactions(tx: WriteTx, writes: readonly LedgerWrite[]): Promise<void> {
  const saved = await tx.ledgerTransaction.createManyAndReturn({
    data: writes.map(({ userId, book, kind, ref, marketAt, wallAt }) => ({
      userId,
      book,
      kind,
      ref,
      marketAt: toDate(marketAt),
      wallAt: toDate(wallAt),
    })),
    select: { id: true, ref: true },
  });
  const ids = new Map(saved.map((row) => [row.ref, row.id]));
  const accounts = await ensureAccounts(tx, writes);
  const entries = writes.flatMap(({ ref, venue, postings }) =>
    postings.map((posting) => ({
      transactionId: ids.get(ref) ?? 0n,
      accountId: accounts.get(keyOf({ venue, ...posting })) ?? "",
      asset: posting.asset,
      amount: posting.amount.toFixed(),
    })),
  );
  // one order of locking for everyone: two transactions never wait for each other in a circle
  entries.sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  await tx.ledgerEntry.createMany({ data: entries });
}

type AccountKey = {
  readonly venue: string;
  readonly asset: string;
  readonly kind: AccountKind;
  readonly botKey: string;
};

const keyOf = ({ venue, asset, kind, botKey }: AccountKey): string => `${venue} ${asset} ${kind} ${botKey}`;

/** The accounts' ids by key, those that are missing made first. All writes are of one user and book. */
async function ensureAccounts(
  tx: WriteTx,
  writes: readonly LedgerWrite[],
): Promise<ReadonlyMap<string, string>> {
  const [first] = writes;
  if (!first) return new Map();
  const { userId, book } = first;
  const wanted = writes.flatMap(({ venue, postings }) =>
    postings.map(({ asset, kind, botKey }) => ({ venue, asset, kind, botKey })),
  );
  const valuesOf = (name: keyof AccountKey) => [...new Set(wanted.map((key) => key[name]))];
  const find = () =>
    tx.ledgerAccount.findMany({
      where: {
        userId,
        book,
        venue: { in: valuesOf("venue") },
        asset: { in: valuesOf("asset") },
        kind: { in: valuesOf("kind") as AccountKind[] },
        botKey: { in: valuesOf("botKey") },
      },
      select: { id: true, venue: true, asset: true, kind: true, botKey: true },
    });
  let ids = new Map((await find()).map((account) => [keyOf(account), account.id]));
  const missing = wanted.filter((key) => !ids.has(keyOf(key)));
  if (missing.length > 0) {
    await tx.ledgerAccount.createMany({
      data: missing.map((key) => ({ userId, book, ...key })),
      skipDuplicates: true,
    });
    ids = new Map((await find()).map((account) => [keyOf(account), account.id]));
  }
  return ids;
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
