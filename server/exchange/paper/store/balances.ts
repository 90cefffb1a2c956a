// The money that accounts have at the paper venue.

import type { VenueAccount } from "@/server/exchange/core/exchange-port";
import { type Decimal, readDecimal } from "@/server/kernel/money";
import { db, type RecordTx, type WriteTx } from "@/server/platform/db";
import type { BalanceChange } from "../core/paper-order";

const keyOf = ({ userId, book, venue }: VenueAccount, asset: string) => ({
  userId_book_venue_asset: { userId, book, venue, asset },
});

/** Changes free and used of one asset; the row is created at need. The row stays locked until the transaction ends. */
export async function saveBalanceChange(
  tx: RecordTx | WriteTx,
  account: VenueAccount,
  { asset, free, used }: BalanceChange,
) {
  const { userId, book, venue } = account;
  const update = { free: { increment: free.toFixed() }, used: { increment: used.toFixed() } };
  // an upsert would offer what is taken off as a new row first, and no row may be below zero
  const { count } = await tx.paperBalance.updateMany({ where: { userId, book, venue, asset }, data: update });
  if (count > 0) return;
  const create = { userId, book, venue, asset, free: free.toFixed(), used: used.toFixed() };
  await tx.paperBalance.upsert({ where: keyOf(account, asset), create, update });
}

/** Free money of these assets, with their rows locked, always in the same order. */
export async function lockFree(
  tx: RecordTx | WriteTx,
  account: VenueAccount,
  assets: readonly string[],
): Promise<ReadonlyMap<string, Decimal>> {
  const { userId, book, venue } = account;
  await tx.$queryRaw`SELECT 1 FROM "paper_balance" WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book"
    AND "venue" = ${venue} AND "asset" = ANY(${[...assets]}::text[]) ORDER BY "asset" FOR UPDATE`;
  const rows = await tx.paperBalance.findMany({
    where: { userId, book, venue, asset: { in: [...assets] } },
  });
  return new Map(rows.map((row) => [row.asset, readDecimal(row.free)]));
}

export async function findDeposit(
  tx: RecordTx,
  { userId, book, venue }: VenueAccount,
  { asset, ref, oldRef }: { asset: string; ref: string; oldRef: string },
): Promise<{ ref: string; amount: Decimal } | null> {
  const row = await tx.paperDeposit.findFirst({
    where: { userId, book, venue, asset, ref: { in: [ref, oldRef] } },
  });
  return row && { ref: row.ref, amount: readDecimal(row.amount) };
}

export async function saveDeposit(
  tx: RecordTx | WriteTx,
  account: VenueAccount,
  ref: string,
  asset: string,
  amount: Decimal,
) {
  const { userId, book, venue } = account;
  await tx.paperDeposit.create({ data: { userId, book, venue, ref, asset, amount: amount.toFixed() } });
}

export async function findVenueBalances({ userId, book, venue }: VenueAccount) {
  const rows = await db.paperBalance.findMany({ where: { userId, book, venue } });
  return rows.map((row) => ({ asset: row.asset, total: readDecimal(row.free).plus(readDecimal(row.used)) }));
}
