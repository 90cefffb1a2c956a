// What an account may ask the paper venue about its orders.

import type { Prisma, PaperTrade as TradeRow } from "@/prisma/generated/client";
import type {
  AccountTrade,
  OpenOrder,
  VenueAccount,
  VenueOrder,
  VenueTrade,
} from "@/server/exchange/core/exchange-port";
import { type MarketMs, marketMs, toDate } from "@/server/kernel/clock";
import { type Decimal, readDecimal, sumOf, toStored } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import { db } from "@/server/platform/db";

/** An answer longer than that is none: a part of it must not pass for the whole. */
const ROWS_MAX = 50_000;

/** One order with its trades; null where the venue has never seen it. */
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

/** Open orders of an account in those markets, oldest first. */
export async function findOpenOrders(
  { userId, book, venue }: VenueAccount,
  symbols: readonly string[] | null,
): Promise<readonly OpenOrder[]> {
  const rows = await db.paperOrder.findMany({
    where: { userId, book, venue, status: "open", ...(symbols ? { symbol: { in: [...symbols] } } : {}) },
    select: { id: true, clientOrderId: true, symbol: true, filled: true },
    orderBy: [{ marketAt: "asc" }, { id: "asc" }],
    take: ROWS_MAX,
  });
  refusePart(rows, venue);
  const averages = await findAverages(rows.filter(({ filled }) => !filled.isZero()).map(({ id }) => id));
  return rows.map(({ id, clientOrderId, symbol, filled }) => ({
    venueOrderId: id,
    clientOrderId,
    symbol,
    filled: readDecimal(filled),
    averagePrice: averages.get(id) ?? null,
  }));
}

async function findAverages(orderIds: readonly string[]): Promise<ReadonlyMap<string, Decimal>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db.$queryRaw<{ orderId: string; value: Prisma.Decimal; amount: Prisma.Decimal }[]>`
    SELECT "orderId", sum("price" * "amount") AS value, sum("amount") AS amount FROM "paper_trade"
    WHERE "orderId" = ANY(${[...orderIds]}::uuid[]) GROUP BY "orderId"`;
  return new Map(
    rows.map((row) => [row.orderId, toStored(readDecimal(row.value).div(readDecimal(row.amount)))]),
  );
}

/** Trades of an account in those markets from an instant on (market clock), oldest first. */
export async function findTradesSince(
  { userId, book, venue }: VenueAccount,
  symbols: readonly string[],
  since: MarketMs,
): Promise<readonly AccountTrade[]> {
  const rows = await db.paperTrade.findMany({
    where: { userId, book, venue, symbol: { in: [...symbols] }, marketAt: { gte: toDate(since) } },
    orderBy: { id: "asc" },
    take: ROWS_MAX,
  });
  refusePart(rows, venue);
  return rows.map((row) => ({ ...toTrade(row), venueOrderId: row.orderId, symbol: row.symbol }));
}

function refusePart(rows: readonly unknown[], venue: string): void {
  if (rows.length >= ROWS_MAX)
    throw new Fault("exchange", true, `${venue} has more than ${ROWS_MAX} of them.`);
}
