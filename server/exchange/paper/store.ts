// The paper venue's own books. They are the venue's truth and know nothing of the ledger.

import type { VenueAccount, VenueOrder } from "@/server/exchange/core/exchange-port";
import { type MarketMs, marketMs, toDate } from "@/server/kernel/clock";
import { type Decimal, readDecimal, ZERO } from "@/server/kernel/money";
import { db, type RecordTx } from "@/server/platform/db";

const keyOf = ({ userId, book, venue }: VenueAccount, asset: string) => ({
  userId_book_venue_asset: { userId, book, venue, asset },
});

/** Changes free and used of one asset; the row is created at need. The row stays locked until the transaction ends. */
export async function saveBalanceChange(
  tx: RecordTx,
  account: VenueAccount,
  asset: string,
  free: Decimal,
  used: Decimal,
) {
  const { userId, book, venue } = account;
  await tx.paperBalance.upsert({
    where: keyOf(account, asset),
    create: { userId, book, venue, asset, free: free.toFixed(), used: used.toFixed() },
    update: { free: { increment: free.toFixed() }, used: { increment: used.toFixed() } },
  });
}

/** Free money of one asset, with the row locked. */
export async function lockFree(tx: RecordTx, account: VenueAccount, asset: string): Promise<Decimal> {
  await tx.$queryRaw`SELECT 1 FROM "paper_balance" WHERE "userId" = ${account.userId}::uuid AND "book" = ${account.book}::"Book"
    AND "venue" = ${account.venue} AND "asset" = ${asset} FOR UPDATE`;
  const row = await tx.paperBalance.findUnique({ where: keyOf(account, asset) });
  return row ? readDecimal(row.free) : ZERO;
}

export async function findDeposit(
  tx: RecordTx,
  { userId, book, venue }: VenueAccount,
  ref: string,
): Promise<boolean> {
  return (await tx.paperDeposit.count({ where: { userId, book, venue, ref } })) > 0;
}

export async function saveDeposit(
  tx: RecordTx,
  account: VenueAccount,
  ref: string,
  asset: string,
  amount: Decimal,
) {
  const { userId, book, venue } = account;
  await tx.paperDeposit.create({ data: { userId, book, venue, ref, asset, amount: amount.toFixed() } });
}

export async function saveOrder(
  tx: RecordTx,
  order: VenueAccount & {
    symbol: string;
    clientOrderId: string;
    side: "buy" | "sell";
    amount: Decimal;
    held: Decimal;
    matchAt: MarketMs;
    at: MarketMs;
  },
): Promise<string> {
  const { userId, book, venue, symbol, clientOrderId, side } = order;
  const row = await tx.paperOrder.create({
    data: {
      userId,
      book,
      venue,
      symbol,
      clientOrderId,
      side,
      amount: order.amount.toFixed(),
      held: order.held.toFixed(),
      matchMarketAt: toDate(order.matchAt),
      marketAt: toDate(order.at),
    },
    select: { id: true },
  });
  return row.id;
}

export async function findOpenOrders(): Promise<readonly OpenPaperOrder[]> {
  const rows = await db.paperOrder.findMany({
    where: { status: "open" },
    orderBy: { marketAt: "asc" },
    take: 10_000,
  });
  return rows.map((row) => ({
    id: row.id,
    userId: row.userId,
    book: row.book,
    venue: row.venue,
    symbol: row.symbol,
    side: row.side,
    amount: readDecimal(row.amount),
    filled: readDecimal(row.filled),
    held: readDecimal(row.held),
    matchAt: marketMs(row.matchMarketAt),
  }));
}

export type OpenPaperOrder = VenueAccount & {
  readonly id: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly amount: Decimal;
  readonly filled: Decimal;
  readonly held: Decimal;
  readonly matchAt: MarketMs;
};

/** Locks an order and says whether it is still open: two matchers never fill the same order. */
export async function lockOpenOrder(tx: RecordTx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<
    { status: string }[]
  >`SELECT "status" FROM "paper_order" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return rows[0]?.status === "open";
}

export async function saveTrade(
  tx: RecordTx,
  order: OpenPaperOrder,
  trade: { price: Decimal; amount: Decimal; fee: Decimal; feeAsset: string; at: MarketMs },
): Promise<void> {
  const { userId, book, venue, symbol, side } = order;
  await tx.paperTrade.create({
    data: {
      userId,
      book,
      venue,
      symbol,
      side,
      orderId: order.id,
      price: trade.price.toFixed(),
      amount: trade.amount.toFixed(),
      fee: trade.fee.toFixed(),
      feeAsset: trade.feeAsset,
      marketAt: toDate(trade.at),
    },
  });
  const filled = order.filled.plus(trade.amount);
  const status = filled.eq(order.amount) ? "closed" : "open";
  await tx.paperOrder.update({ where: { id: order.id }, data: { filled: filled.toFixed(), status } });
}

export async function saveCancelled(tx: RecordTx, id: string): Promise<void> {
  await tx.paperOrder.update({ where: { id }, data: { status: "canceled" } });
}

export async function findVenueOrder(
  account: VenueAccount,
  clientOrderId: string,
): Promise<VenueOrder | null> {
  const { userId, book, venue } = account;
  const row = await db.paperOrder.findUnique({
    where: { userId_book_venue_clientOrderId: { userId, book, venue, clientOrderId } },
  });
  if (!row) return null;
  const trades = await db.paperTrade.findMany({ where: { orderId: row.id }, orderBy: { id: "asc" } });
  return {
    venueOrderId: row.id,
    clientOrderId,
    status: row.status as VenueOrder["status"],
    trades: trades.map((trade) => ({
      venueTradeId: trade.id.toString(),
      price: readDecimal(trade.price),
      amount: readDecimal(trade.amount),
      fee: readDecimal(trade.fee),
      feeAsset: trade.feeAsset,
      liquidity: "taker",
      at: marketMs(trade.marketAt),
    })),
  };
}

export async function findVenueBalances({ userId, book, venue }: VenueAccount) {
  const rows = await db.paperBalance.findMany({ where: { userId, book, venue } });
  return rows.map((row) => ({ asset: row.asset, total: readDecimal(row.free).plus(readDecimal(row.used)) }));
}
