import type { Prisma } from "@/prisma/generated/client";
import { type MarketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import type { MarketKind } from "@/server/kernel/market-kinds";
import { type Decimal, readDecimal } from "@/server/kernel/money";
import { atVenueStatuses, type OrderStatus, workingStatuses } from "@/server/kernel/order-statuses";
import { db, type WriteTx } from "@/server/platform/db";
import type { ExitAttempts } from "../core/exit-size";
import type { Order } from "../core/order";
import { toOrder } from "./steps";

const PAGE_MAX = 1_000;

/** One more definitive "not there". */
export async function saveLookup(tx: WriteTx, orderId: string): Promise<void> {
  await tx.order.update({
    where: { id: orderId },
    data: { lookups: { increment: 1 } },
    select: { id: true },
  });
}

/** The venue's answer cannot be right: counted as a look-up, and what follows is counted from that instant. */
export async function saveDoubt(tx: WriteTx, orderId: string, from: WallMs): Promise<void> {
  const data = { lookups: 1, deadlineWallAt: toDate(from) };
  await tx.order.update({ where: { id: orderId }, data, select: { id: true } });
}

/** The venue knows the order again. */
export async function saveTrust(tx: WriteTx, orderId: string): Promise<void> {
  await tx.order.update({ where: { id: orderId }, data: { lookups: 0 }, select: { id: true } });
}

/** The venue's own id of an order that was given up before it told one. */
export async function saveVenueId(tx: WriteTx, orderId: string, venueOrderId: string): Promise<void> {
  await tx.order.updateMany({ where: { id: orderId, venueOrderId: null }, data: { venueOrderId } });
}

/** Oldest first. */
export async function findOrders(q: {
  statuses?: readonly OrderStatus[];
  orderIds?: readonly string[];
  purpose?: Order["purpose"];
  exceptVenues?: readonly string[];
}): Promise<readonly Order[]> {
  const rows = await db.order.findMany({
    where: {
      ...(q.purpose ? { purpose: q.purpose } : {}),
      ...(q.exceptVenues?.length ? { venue: { notIn: [...q.exceptVenues] } } : {}),
      ...(q.statuses ? { status: { in: [...q.statuses] } } : {}),
      ...(q.orderIds ? { id: { in: [...q.orderIds] } } : {}),
    },
    orderBy: [{ wallAt: "asc" }, { id: "asc" }],
    take: PAGE_MAX,
  });
  return rows.map(toOrder);
}

/** Which of these client order ids are of orders written here. */
export async function findKnownIds(clientOrderIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (clientOrderIds.length === 0) return new Set();
  const rows = await db.order.findMany({
    where: { clientOrderId: { in: [...clientOrderIds] } },
    select: { clientOrderId: true },
  });
  return new Set(rows.map(({ clientOrderId }) => clientOrderId));
}

/** The venues that may know of orders which have not ended. */
export const findVenuesAtWork = (): Promise<readonly string[]> =>
  findVenues({ status: { in: [...atVenueStatuses] } });

async function findVenues(where: Prisma.OrderWhereInput): Promise<readonly string[]> {
  const rows = await db.order.findMany({ where, distinct: ["venue"], select: { venue: true } });
  return rows.map(({ venue }) => venue);
}

/** A page of the orders that the venue may know of and that have not ended, by id. */
export async function findSentOrders(
  venue: string,
  afterId: string | null,
  limit: number,
): Promise<readonly Order[]> {
  const rows = await db.order.findMany({
    where: {
      venue,
      status: { in: [...atVenueStatuses] },
      ...(afterId === null ? {} : { id: { gt: afterId } }),
    },
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map(toOrder);
}

const endedShort = (since: WallMs): Prisma.OrderWhereInput => ({
  status: { in: ["cancelled", "expired"] },
  fencingToken: { not: null },
  updatedWallAt: { gte: toDate(since) },
});

/** The venues of orders that were sent and have ended unfilled or short since that instant. */
export const findEndedVenues = (since: WallMs): Promise<readonly string[]> => findVenues(endedShort(since));

/** Those orders of one venue, newest first. */
export async function findEndedOrders(venue: string, since: WallMs): Promise<readonly Order[]> {
  const rows = await db.order.findMany({
    where: { venue, ...endedShort(since) },
    orderBy: { updatedWallAt: "desc" },
    take: PAGE_MAX,
  });
  return rows.map(toOrder);
}

/** The markets of the orders in flight, each with its bot. */
export async function findWorkingMarkets(): Promise<
  readonly { botId: string; exchange: ExchangeName; symbol: string }[]
> {
  const rows = await db.order.findMany({
    where: { status: { in: [...workingStatuses] } },
    select: { botId: true, exchange: true, symbol: true },
    distinct: ["botId", "exchange", "symbol"],
  });
  return rows.map((row) => ({ ...row, exchange: readExchange(row.exchange) }));
}

/** Bots among these that have an order in flight; a stop that rests at an exchange is none. */
export async function findBotsWithWorkingOrders(botIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.order.findMany({
    where: { botId: { in: [...botIds] }, status: { in: [...workingStatuses] }, type: { not: "stop" } },
    select: { botId: true },
  });
  return new Set(rows.map((row) => row.botId));
}

/** By position; those whose exit nobody has asked for are not among them. */
export async function findExitAttempts(
  positionIds: readonly string[],
): Promise<ReadonlyMap<string, ExitAttempts>> {
  const rows = await db.$queryRaw<
    { positionId: string; count: number; failed: number; lastAt: Date | null }[]
  >`
    SELECT "positionId", count(*)::int AS "count",
      count(*) FILTER (WHERE "status" IN ('cancelled', 'expired', 'rejected'))::int AS "failed",
      max("wallAt") FILTER (WHERE "status" IN ('cancelled', 'expired', 'rejected')) AS "lastAt"
    FROM "orders" WHERE "positionId" = ANY(${[...positionIds]}::uuid[]) AND "purpose" = 'exit' AND "type" <> 'stop'
    GROUP BY "positionId"`;
  return new Map(
    rows.map(({ positionId, count, failed, lastAt }) => [
      positionId,
      { count, failed, lastAt: lastAt && wallMs(lastAt) },
    ]),
  );
}

export type NewFill = {
  readonly order: Order;
  readonly positionId: string;
  readonly venueTradeId: string;
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly feeWorth: Decimal | null;
  readonly liquidity: string;
  readonly realised: Decimal | null;
  readonly marketKind: MarketKind;
  readonly clockSpeed: Decimal;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

export async function saveFill(tx: WriteTx, fill: NewFill): Promise<string> {
  const { order } = fill;
  const row = await tx.fill.create({
    data: {
      userId: order.userId,
      orderId: order.orderId,
      botId: order.botId,
      positionId: fill.positionId,
      book: order.book,
      venue: order.venue,
      venueTradeId: fill.venueTradeId,
      side: order.side,
      price: fill.price.toFixed(),
      amount: fill.amount.toFixed(),
      fee: fill.fee.toFixed(),
      feeAsset: fill.feeAsset,
      feeWorth: fill.feeWorth?.toFixed() ?? null,
      liquidity: fill.liquidity,
      realised: fill.realised?.toFixed() ?? null,
      marketKind: fill.marketKind,
      clockSpeed: fill.clockSpeed.toFixed(),
      marketAt: toDate(fill.marketAt),
      wallAt: toDate(fill.wallAt),
    },
    select: { id: true },
  });
  return row.id;
}

/** Fills already booked for an order. */
export async function findOrderFills(client: Pick<WriteTx, "fill">, orderId: string) {
  const rows = await client.fill.findMany({ where: { orderId } });
  return rows.map((row) => ({
    venueTradeId: row.venueTradeId,
    price: readDecimal(row.price),
    amount: readDecimal(row.amount),
    fee: readDecimal(row.fee),
    feeAsset: row.feeAsset,
  }));
}

export const findBookedTradeIds = async (orderId: string): Promise<ReadonlySet<string>> =>
  new Set((await findOrderFills(db, orderId)).map((fill) => fill.venueTradeId));
