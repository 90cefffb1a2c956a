import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { type Decimal, readDecimal, ZERO } from "@/server/kernel/money";
import { db, type WriteTx } from "@/server/platform/db";
import type { AccountKind, Posting } from "@/server/portfolio/core/posting";

export type BookName = "paper" | "live" | "demo";

export type LedgerWrite = {
  readonly userId: string;
  readonly book: BookName;
  readonly venue: string;
  readonly kind: string;
  readonly ref: string;
  readonly postings: readonly Posting[];
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

/** Writes one ledger transaction; the database refuses it at commit unless it sums to zero per asset. */
export async function saveTransaction(tx: WriteTx, write: LedgerWrite): Promise<void> {
  const { id } = await tx.ledgerTransaction.create({
    data: {
      userId: write.userId,
      book: write.book,
      kind: write.kind,
      ref: write.ref,
      marketAt: toDate(write.marketAt),
      wallAt: toDate(write.wallAt),
    },
    select: { id: true },
  });
  const accounts = await ensureAccounts(tx, write);
  const entries = write.postings.map((posting) => ({
    transactionId: id,
    accountId: accounts.get(keyOf(posting)) ?? "",
    asset: posting.asset,
    amount: posting.amount.toFixed(),
  }));
  // one order of locking for everyone: two transactions never wait for each other in a circle
  entries.sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  await tx.ledgerEntry.createMany({ data: entries });
}

const keyOf = ({ asset, kind, botKey }: { asset: string; kind: string; botKey: string }): string =>
  `${asset} ${kind} ${botKey}`;

async function ensureAccounts(
  tx: WriteTx,
  { userId, book, venue, postings }: LedgerWrite,
): Promise<Map<string, string>> {
  const wanted = postings.map(({ asset, kind, botKey }) => ({ userId, book, venue, asset, kind, botKey }));
  const where = {
    userId,
    book,
    venue,
    OR: wanted.map(({ asset, kind, botKey }) => ({ asset, kind, botKey })),
  };
  const select = { id: true, asset: true, kind: true, botKey: true } as const;
  let found = await tx.ledgerAccount.findMany({ where, select });
  if (new Set(found.map(keyOf)).size < new Set(wanted.map(keyOf)).size) {
    await tx.ledgerAccount.createMany({ data: wanted, skipDuplicates: true });
    found = await tx.ledgerAccount.findMany({ where, select });
  }
  return new Map(found.map((account) => [keyOf(account), account.id]));
}

/** One account's balance as this transaction sees it; zero where there is no account yet. */
export async function findBalance(
  tx: WriteTx,
  a: { userId: string; book: BookName; venue: string; asset: string; kind: AccountKind; botKey: string },
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
export async function findBalanceRows(q: {
  userId: string;
  book: BookName;
  botKeys?: readonly string[];
}): Promise<readonly BalanceRow[]> {
  const rows = await db.ledgerAccount.findMany({
    where: { userId: q.userId, book: q.book, ...(q.botKeys ? { botKey: { in: [...q.botKeys] } } : {}) },
    select: { venue: true, asset: true, kind: true, botKey: true, balance: true },
  });
  return rows.map((row) => ({ ...row, balance: readDecimal(row.balance) }));
}

/** Every (user, book, venue) that has a ledger. */
export async function findLedgerVenues(): Promise<
  readonly { userId: string; book: BookName; venue: string }[]
> {
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
