// The paper venue's own books. They are the venue's truth and know nothing of the ledger.

import type { Prisma, PaperOrder as Row, PaperTrade as TradeRow } from "@/prisma/generated/client";
import type {
  OrderRequest,
  VenueAccount,
  VenueOrder,
  VenueTrade,
} from "@/server/exchange/core/exchange-port";
import { type MarketMs, marketMs, toDate } from "@/server/kernel/clock";
import { type Decimal, readDecimal, sumOf, toStored, ZERO } from "@/server/kernel/money";
import { db, type RecordTx } from "@/server/platform/db";
import type { Taken } from "./core/own-impact";
import type { BalanceChange, OrderChange, PaperOrder, PaperTrade } from "./core/paper-order";

export type StoredOrder = PaperOrder &
  VenueAccount & { readonly id: string; readonly symbol: string; readonly status: VenueOrder["status"] };

/** Prices seen in one market up to an instant: what resting orders are found by. */
export type PriceSpan = {
  readonly venue: string;
  readonly symbol: string;
  /** lowest and highest price that a resting order could have traded at */
  readonly low: Decimal;
  readonly high: Decimal;
  readonly until: MarketMs;
};

const CANDIDATES_MAX = 1_000;

const keyOf = ({ userId, book, venue }: VenueAccount, asset: string) => ({
  userId_book_venue_asset: { userId, book, venue, asset },
});

/** Changes free and used of one asset; the row is created at need. The row stays locked until the transaction ends. */
export async function saveBalanceChange(
  tx: RecordTx,
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
  tx: RecordTx,
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
  request: OrderRequest,
  order: {
    readonly held: Decimal;
    readonly status: VenueOrder["status"];
    readonly reason: string;
    readonly at: MarketMs;
    readonly matchAt: MarketMs;
  },
): Promise<string> {
  const { userId, book, venue, symbol, clientOrderId, side, type, postOnly } = request;
  const row = await tx.paperOrder.create({
    data: {
      userId,
      book,
      venue,
      symbol,
      clientOrderId,
      side,
      type,
      postOnly,
      limitPrice: request.limitPrice?.toFixed() ?? null,
      stopPrice: request.stopPrice?.toFixed() ?? null,
      amount: request.amount.toFixed(),
      held: order.held.toFixed(),
      status: order.status,
      reason: order.reason,
      matchMarketAt: toDate(order.matchAt),
      marketAt: toDate(order.at),
    },
    select: { id: true },
  });
  return row.id;
}

/** Which of these markets have open orders; of all markets when none is named. */
export async function findOpenMarkets(
  markets?: readonly { readonly venue: string; readonly symbol: string }[],
): Promise<readonly { readonly venue: string; readonly symbol: string }[]> {
  if (!markets)
    return db.paperOrder.findMany({
      where: { status: "open" },
      distinct: ["venue", "symbol"],
      select: { venue: true, symbol: true },
    });
  const [venues, symbols] = [markets.map(({ venue }) => venue), markets.map(({ symbol }) => symbol)];
  // one order each is enough to know: without the limit the planner reads them all
  return db.$queryRaw`SELECT m."venue", m."symbol" FROM unnest(${venues}::text[], ${symbols}::text[]) AS m("venue", "symbol"),
    LATERAL (SELECT 1 FROM "paper_order" o
      WHERE o."venue" = m."venue" AND o."symbol" = m."symbol" AND o."status" = 'open' LIMIT 1) AS one`;
}

/**
 * The open orders that could trade in one market: those not yet in the book, and the resting ones that its prices
 * reached, best price first. Each of the three is read off an index of open orders.
 */
export async function findCandidates({
  venue,
  symbol,
  low,
  high,
  until,
}: PriceSpan): Promise<readonly StoredOrder[]> {
  const open = { venue, symbol, status: "open" };
  const take = CANDIDATES_MAX;
  const arriving = await db.paperOrder.findMany({
    where: { ...open, restingMarketAt: null, matchMarketAt: { lte: toDate(until) } },
    orderBy: [{ matchMarketAt: "asc" }, { id: "asc" }],
    take,
  });
  const resting = { ...open, restingMarketAt: { lt: toDate(until) } };
  const buys = await db.paperOrder.findMany({
    where: { ...resting, side: "buy", limitPrice: { gte: low.toFixed() } },
    orderBy: [{ limitPrice: "desc" }, { restingMarketAt: "asc" }, { id: "asc" }],
    take,
  });
  const sells = await db.paperOrder.findMany({
    where: { ...resting, side: "sell", limitPrice: { lte: high.toFixed() } },
    orderBy: [{ limitPrice: "asc" }, { restingMarketAt: "asc" }, { id: "asc" }],
    take,
  });
  return [...arriving, ...buys, ...sells].map(toOrder);
}

/** One matcher at a time in one market: two orders never see the same liquidity as free. */
export async function lockMarket(tx: RecordTx, venue: string, symbol: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`paper ${venue} ${symbol}`}, 0))`;
}

/** Locks an order and reads it as it is now; null when it is not there. */
export async function lockOrder(
  tx: RecordTx,
  where: Prisma.PaperOrderWhereUniqueInput,
): Promise<StoredOrder | null> {
  const found = await tx.paperOrder.findUnique({ where, select: { id: true } });
  if (!found) return null;
  await tx.$queryRaw`SELECT 1 FROM "paper_order" WHERE "id" = ${found.id}::uuid FOR UPDATE`;
  const row = await tx.paperOrder.findUnique({ where: { id: found.id } });
  return row && toOrder(row);
}

/** What all our orders took from one book of a market. */
export async function findTaken(
  tx: RecordTx,
  { venue, symbol }: { readonly venue: string; readonly symbol: string },
  bookAt: MarketMs,
): Promise<readonly Taken[]> {
  const rows = await tx.paperTrade.findMany({ where: { venue, symbol, bookMarketAt: toDate(bookAt) } });
  return rows.flatMap(({ side, amount, bookPrice }) =>
    bookPrice ? [{ side, bookPrice: readDecimal(bookPrice), amount: readDecimal(amount) }] : [],
  );
}

/** What all our orders traded in a market without a book after an instant (market clock), in base. */
export async function sumTradedWithoutBook(
  tx: RecordTx,
  { venue, symbol }: { readonly venue: string; readonly symbol: string },
  after: MarketMs,
): Promise<Decimal> {
  const { _sum } = await tx.paperTrade.aggregate({
    where: { venue, symbol, bookMarketAt: null, marketAt: { gt: toDate(after) } },
    _sum: { amount: true },
  });
  return _sum.amount ? readDecimal(_sum.amount) : ZERO;
}

export async function saveTrade(tx: RecordTx, order: StoredOrder, trade: PaperTrade): Promise<void> {
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
      liquidity: trade.liquidity,
      bookMarketAt: trade.bookAt === null ? null : toDate(trade.bookAt),
      bookPrice: trade.bookPrice?.toFixed() ?? null,
      marketAt: toDate(trade.at),
    },
  });
}

export async function saveOrderChange(tx: RecordTx, id: string, change: OrderChange): Promise<void> {
  await tx.paperOrder.update({
    where: { id },
    data: {
      filled: change.filled.toFixed(),
      held: change.held.toFixed(),
      status: change.status,
      reason: change.reason,
      restingMarketAt: change.restingAt === null ? null : toDate(change.restingAt),
      queueAhead: change.queueAhead?.toFixed() ?? null,
    },
  });
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
    reason: row.reason,
    filled: readDecimal(row.filled),
    averagePrice: averageOf(trades),
    trades: trades.map(toTrade),
  };
}

const toTrade = (row: TradeRow): VenueTrade => ({
  venueTradeId: row.id.toString(),
  price: readDecimal(row.price),
  amount: readDecimal(row.amount),
  fee: { asset: row.feeAsset, amount: readDecimal(row.fee) },
  liquidity: row.liquidity as "maker" | "taker",
  at: marketMs(row.marketAt),
});

function averageOf(trades: readonly TradeRow[]): Decimal | null {
  const amount = sumOf(trades.map((trade) => readDecimal(trade.amount)));
  const value = sumOf(trades.map((trade) => readDecimal(trade.amount).times(readDecimal(trade.price))));
  return amount.isZero() ? null : toStored(value.div(amount));
}

export async function findVenueBalances({ userId, book, venue }: VenueAccount) {
  const rows = await db.paperBalance.findMany({ where: { userId, book, venue } });
  return rows.map((row) => ({ asset: row.asset, total: readDecimal(row.free).plus(readDecimal(row.used)) }));
}

const toOrder = (row: Row): StoredOrder => ({
  id: row.id,
  userId: row.userId,
  book: row.book,
  venue: row.venue,
  symbol: row.symbol,
  side: row.side,
  type: row.type as StoredOrder["type"],
  limitPrice: row.limitPrice && readDecimal(row.limitPrice),
  postOnly: row.postOnly,
  stopPrice: row.stopPrice && readDecimal(row.stopPrice),
  amount: readDecimal(row.amount),
  filled: readDecimal(row.filled),
  held: readDecimal(row.held),
  queueAhead: row.queueAhead && readDecimal(row.queueAhead),
  restingAt: row.restingMarketAt && marketMs(row.restingMarketAt),
  matchAt: marketMs(row.matchMarketAt),
  status: row.status as StoredOrder["status"],
});
