import type { Prisma } from "@/prisma/generated/client";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type Decimal, readDecimal, STORED_SCALE } from "@/server/kernel/money";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";
import type { NewOrder, Order } from "./core/order";
import { atVenueStatuses, type OrderState, type OrderStatus, workingStatuses } from "./core/order-state";

type Row = Prisma.OrderGetPayload<Record<string, never>>;
const PAGE_MAX = 1_000;

export function toOrder(row: Row): Order {
  return {
    orderId: row.id,
    userId: row.userId,
    botId: row.botId,
    versionId: row.versionId,
    decisionId: row.decisionId,
    positionId: row.positionId,
    book: row.book,
    venue: row.venue,
    exchange: row.exchange,
    symbol: row.symbol,
    base: row.base,
    quote: row.quote,
    purpose: row.purpose,
    side: row.side,
    type: row.type === "limit" ? "limit" : "market",
    limitPrice: row.limitPrice && readDecimal(row.limitPrice),
    postOnly: row.postOnly,
    stopPrice: row.stopPrice && readDecimal(row.stopPrice),
    reasonCode: row.reasonCode,
    slotAt: marketMs(row.slotAt),
    leg: row.leg,
    clientOrderId: row.clientOrderId,
    amount: readDecimal(row.amount),
    referencePrice: readDecimal(row.referencePrice),
    reserved: readDecimal(row.reserved),
    status: row.status,
    venueOrderId: row.venueOrderId,
    filled: readDecimal(row.filled),
    filledQuote: readDecimal(row.filledQuote),
    deadline: wallMs(row.deadlineWallAt),
    restUntil: row.restMarketUntil && marketMs(row.restMarketUntil),
    validUntil: row.validMarketUntil && marketMs(row.validMarketUntil),
    cancelCode: row.cancelCode,
    lookups: row.lookups,
    marketAt: marketMs(row.marketAt),
    wallAt: wallMs(row.wallAt),
  };
}

/** Writes intents; those of a slot and leg that is written already, or beside a working order, are left out. */
export async function saveIntents(
  tx: WriteTx,
  orders: readonly NewOrder[],
): Promise<ReadonlyMap<string, string>> {
  if (orders.length === 0) return new Map();
  const rows = await tx.order.createManyAndReturn({
    data: orders.map(intentData),
    skipDuplicates: true,
    select: { id: true, clientOrderId: true },
  });
  return new Map(rows.map((row) => [row.clientOrderId, row.id]));
}

export async function saveIntent(tx: WriteTx, order: NewOrder): Promise<string> {
  return (await tx.order.create({ data: intentData(order), select: { id: true } })).id;
}

const intentData = (order: NewOrder) => ({
  userId: order.userId,
  botId: order.botId,
  versionId: order.versionId,
  decisionId: order.decisionId,
  positionId: order.positionId,
  book: order.book,
  venue: order.venue,
  exchange: order.exchange,
  symbol: order.symbol,
  base: order.base,
  quote: order.quote,
  purpose: order.purpose,
  side: order.side,
  type: order.type,
  limitPrice: order.limitPrice?.toFixed() ?? null,
  postOnly: order.postOnly,
  stopPrice: order.stopPrice?.toFixed(STORED_SCALE) ?? null,
  reasonCode: order.reasonCode,
  slotAt: toDate(order.slotAt),
  leg: order.leg,
  clientOrderId: order.clientOrderId,
  amount: order.amount.toFixed(),
  referencePrice: order.referencePrice.toFixed(),
  reserved: order.reserved.toFixed(),
  deadlineWallAt: toDate(order.deadline),
  restMarketUntil: order.restUntil && toDate(order.restUntil),
  validMarketUntil: order.validUntil && toDate(order.validUntil),
  marketAt: toDate(order.marketAt),
  wallAt: toDate(order.wallAt),
  updatedMarketAt: toDate(order.marketAt),
  updatedWallAt: toDate(order.wallAt),
});

/** The order, locked until the transaction ends. */
export async function lockOrder(tx: WriteTx, orderId: string): Promise<Order> {
  await tx.$queryRaw`SELECT 1 FROM "orders" WHERE "id" = ${orderId}::uuid FOR UPDATE`;
  return toOrder(await tx.order.findUniqueOrThrow({ where: { id: orderId } }));
}

export type OrderChange = {
  readonly orderId: string;
  readonly from: OrderState;
  readonly to: OrderState;
  readonly reason: string;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
  readonly venueOrderId?: string;
  readonly positionId?: string;
  readonly filledQuote?: Decimal;
  readonly deadline?: WallMs;
  readonly restUntil?: MarketMs;
  /** Why it ends, as a code. */
  readonly endCode?: string;
  /** The leader's token and the instants, where this step sends it. */
  readonly sending?: { readonly fencingToken: bigint };
};

/** Writes a transition and its event; StaleWrite when the row is no longer in the state it was decided on. */
export async function saveOrderChange(tx: WriteTx, change: OrderChange): Promise<void> {
  const { orderId, from, to, marketAt, wallAt } = change;
  const { count } = await tx.order.updateMany({
    where: { id: orderId, status: from.status, filled: from.filled.toFixed() },
    data: {
      status: to.status,
      filled: to.filled.toFixed(),
      statusReason: change.reason,
      updatedMarketAt: toDate(marketAt),
      updatedWallAt: toDate(wallAt),
      ...(change.venueOrderId ? { venueOrderId: change.venueOrderId } : {}),
      ...(change.positionId ? { positionId: change.positionId } : {}),
      ...(change.filledQuote ? { filledQuote: change.filledQuote.toFixed() } : {}),
      ...(change.sending
        ? { ...change.sending, sentMarketAt: toDate(marketAt), sentWallAt: toDate(wallAt) }
        : {}),
      ...(change.restUntil === undefined ? {} : { restMarketUntil: toDate(change.restUntil) }),
      ...(change.endCode ? { endCode: change.endCode } : {}),
      ...(change.deadline === undefined ? {} : { deadlineWallAt: toDate(change.deadline) }),
    },
  });
  if (count !== 1) throw new StaleWrite("The order");
  await tx.orderEvent.create({
    data: {
      orderId,
      from: from.status,
      to: to.status,
      detail: change.reason,
      marketAt: toDate(marketAt),
      wallAt: toDate(wallAt),
    },
  });
}

export async function saveLookup(tx: WriteTx, orderId: string): Promise<number> {
  const row = await tx.order.update({
    where: { id: orderId },
    data: { lookups: { increment: 1 } },
    select: { lookups: true },
  });
  return row.lookups;
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
export const findWorkingMarkets = (): Promise<
  readonly { botId: string; exchange: string; symbol: string }[]
> =>
  db.order.findMany({
    where: { status: { in: [...workingStatuses] } },
    select: { botId: true, exchange: true, symbol: true },
    distinct: ["botId", "exchange", "symbol"],
  });

/** Bots among these that have an order in flight. */
export async function findBotsWithWorkingOrders(botIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.order.findMany({
    where: { botId: { in: [...botIds] }, status: { in: [...workingStatuses] } },
    select: { botId: true },
  });
  return new Set(rows.map((row) => row.botId));
}

/** How often the position's exit was asked for, and when last. */
export async function findExitAttempts(
  positionId: string,
): Promise<{ count: number; lastAt: WallMs | null }> {
  const { _count: count, _max: last } = await db.order.aggregate({
    where: { positionId, purpose: "exit" },
    _count: true,
    _max: { wallAt: true },
  });
  return { count, lastAt: last.wallAt && wallMs(last.wallAt) };
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
  readonly marketKind: "live" | "recorded" | "simulated";
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
