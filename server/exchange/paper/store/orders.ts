// The paper venue's orders and trades. They are the venue's truth and know nothing of the ledger.

import type { Prisma, PaperOrder as Row } from "@/prisma/generated/client";
import type { VenueAccount, VenueOrder } from "@/server/exchange/core/exchange-port";
import { type MarketMs, marketMs, toDate } from "@/server/kernel/clock";
import { type Decimal, readDecimal, ZERO } from "@/server/kernel/money";
import { readOrderType } from "@/server/kernel/order-types";
import { db, type RecordTx } from "@/server/platform/db";
import type { Taken } from "../core/own-impact";
import type { OrderChange, PaperOrder, PaperTrade } from "../core/paper-order";

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
    where: {
      ...open,
      restingMarketAt: null,
      matchMarketAt: { lte: toDate(until) },
      OR: released({ low, high }),
    },
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

/** Every order but the stops that none of these prices releases. */
const released = ({ low, high }: Pick<PriceSpan, "low" | "high">): Prisma.PaperOrderWhereInput[] => [
  { type: { not: "stop" } },
  { side: "sell", stopPrice: { gte: low.toFixed() } },
  { side: "buy", stopPrice: { lte: high.toFixed() } },
];

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
      type: change.type,
      filled: change.filled.toFixed(),
      held: change.held.toFixed(),
      status: change.status,
      reason: change.reason,
      restingMarketAt: change.restingAt === null ? null : toDate(change.restingAt),
      queueAhead: change.queueAhead?.toFixed() ?? null,
    },
  });
}

const toOrder = (row: Row): StoredOrder => ({
  id: row.id,
  userId: row.userId,
  book: row.book,
  venue: row.venue,
  symbol: row.symbol,
  side: row.side,
  type: readOrderType(row.type),
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
