// Steps of orders along their state machine: the rows locked, the rows changed, what happened to them.

import { Prisma } from "@/prisma/generated/client";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import { readDecimal } from "@/server/kernel/money";
import { readOrderType } from "@/server/kernel/order-types";
import { StaleWrite, type WriteTx } from "@/server/platform/db";
import type { Order } from "../core/order";
import type { OrderState } from "../core/order-state";
import type { OrderStep, SpentFill } from "../core/order-step";

export type OrderRow = Prisma.OrderGetPayload<Record<string, never>>;

export function toOrder(row: OrderRow): Order {
  return {
    orderId: row.id,
    userId: row.userId,
    botId: row.botId,
    versionId: row.versionId,
    decisionId: row.decisionId,
    positionId: row.positionId,
    book: row.book,
    venue: row.venue,
    exchange: readExchange(row.exchange),
    symbol: row.symbol,
    base: row.base,
    quote: row.quote,
    purpose: row.purpose,
    side: row.side,
    type: readOrderType(row.type),
    limitPrice: row.limitPrice && readDecimal(row.limitPrice),
    triggerPrice: row.triggerPrice && readDecimal(row.triggerPrice),
    postOnly: row.postOnly,
    stopPrice: row.stopPrice && readDecimal(row.stopPrice),
    stopRatio: row.stopRatio && readDecimal(row.stopRatio),
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

/** The orders as they are now, by id, locked until the transaction ends; always in one order. */
export async function lockOrders(
  tx: WriteTx,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, Order>> {
  const rows = await tx.$queryRaw<OrderRow[]>`
    SELECT * FROM "orders" WHERE "id" = ANY(${[...orderIds]}::uuid[]) ORDER BY "id" FOR UPDATE`;
  return new Map(rows.map((row) => [row.id, toOrder(row)]));
}

/**
 * Locks an order that was read before: nothing of it is read again where it is still as it was seen. Null when it has
 * moved since.
 */
export async function lockAsSeen(tx: WriteTx, seen: Order): Promise<Order | null> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "orders" WHERE "id" = ${seen.orderId}::uuid AND "status"::text = ${seen.status}
      AND "filled" = ${seen.filled.toFixed()}::numeric AND "filledQuote" = ${seen.filledQuote.toFixed()}::numeric
      AND "positionId" IS NOT DISTINCT FROM ${seen.positionId}::uuid FOR UPDATE`;
  return rows.length === 1 ? seen : null;
}

export type OrderChange = NonNullable<OrderStep["extra"]> & {
  readonly orderId: string;
  readonly from: OrderState;
  readonly to: OrderState;
  readonly reason: string;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

/**
 * Writes transitions and their events, in one statement; StaleWrite when a row is no longer in the state it was decided on.
 * What a change does not name stays as it is.
 */
export async function saveOrderChanges(tx: WriteTx, changes: readonly OrderChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = await tx.$queryRaw<{ changed: number }[]>`
    WITH ${orderChangesSql(changes, Prisma.empty)} SELECT count(*)::int AS changed FROM moved`;
  if (rows[0]?.changed !== changes.length) throw new StaleWrite("The order");
}

/**
 * The same as expressions of a statement: `moved` answers the `key` of each order that was in the state it was decided on. `o`
 * is the order in `where`, which begins with AND.
 */
export function orderChangesSql(changes: readonly OrderChange[], where: Prisma.Sql): Prisma.Sql {
  const of = <T>(field: (change: OrderChange) => T) => changes.map(field);
  const dateOf = (at: MarketMs | WallMs | undefined) => (at === undefined ? null : toDate(at));
  return Prisma.sql`change AS (
      SELECT * FROM unnest(${of(({ orderId }) => orderId)}::uuid[], ${of(({ from }) => from.status)}::text[],
        ${of(({ to }) => to.status)}::text[], ${of(({ from }) => from.filled.toFixed())}::numeric[],
        ${of(({ to }) => to.filled.toFixed())}::numeric[], ${of(({ reason }) => reason)}::text[],
        ${of(({ marketAt }) => toDate(marketAt))}::timestamptz[], ${of(({ wallAt }) => toDate(wallAt))}::timestamptz[],
        ${of((one) => one.venueOrderId ?? null)}::text[], ${of((one) => one.positionId ?? null)}::uuid[],
        ${of((one) => one.filledQuote?.toFixed() ?? null)}::numeric[], ${of((one) => dateOf(one.deadline))}::timestamptz[],
        ${of((one) => dateOf(one.restUntil))}::timestamptz[], ${of((one) => one.endCode ?? null)}::text[],
        ${of((one) => one.sending?.fencingToken.toString() ?? null)}::bigint[],
        ${of((one) => dateOf(one.wire?.at))}::timestamptz[], ${of((one) => dateOf(one.wire?.answeredAt ?? undefined))}::timestamptz[])
        WITH ORDINALITY AS t(id, before, after, had, filled, reason, market, wall, venue_order, position, quote, deadline,
          rest, end_code, token, wire, answered, place)),
    moved AS (
      UPDATE "orders" o SET "status" = c.after::"OrderStatus", "filled" = c.filled, "statusReason" = c.reason,
        "updatedMarketAt" = c.market, "updatedWallAt" = c.wall,
        "venueOrderId" = coalesce(c.venue_order, o."venueOrderId"), "positionId" = coalesce(c.position, o."positionId"),
        "filledQuote" = coalesce(c.quote, o."filledQuote"), "deadlineWallAt" = coalesce(c.deadline, o."deadlineWallAt"),
        "restMarketUntil" = coalesce(c.rest, o."restMarketUntil"), "endCode" = coalesce(c.end_code, o."endCode"),
        "fencingToken" = coalesce(c.token, o."fencingToken"), "wireWallAt" = coalesce(c.wire, o."wireWallAt"),
        "answeredWallAt" = coalesce(c.answered, o."answeredWallAt"),
        "sentMarketAt" = CASE WHEN c.token IS NULL THEN o."sentMarketAt" ELSE c.market END,
        "sentWallAt" = CASE WHEN c.token IS NULL THEN o."sentWallAt" ELSE c.wall END
      FROM change c WHERE o."id" = c.id AND o."status" = c.before::"OrderStatus" AND o."filled" = c.had ${where}
      RETURNING c.id, c.id::text AS key),
    told AS (
      INSERT INTO "order_event" ("orderId", "from", "to", "detail", "marketAt", "wallAt")
      SELECT id, before::"OrderStatus", after::"OrderStatus", reason, market, wall FROM change
      WHERE id IN (SELECT id FROM moved) ORDER BY place)`;
}

/** The booked fills of orders, by order. */
export async function findFillsOf(
  tx: WriteTx,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SpentFill[]>> {
  if (orderIds.length === 0) return new Map();
  const rows = await tx.fill.findMany({
    where: { orderId: { in: [...orderIds] } },
    select: { orderId: true, price: true, amount: true, fee: true, feeAsset: true },
  });
  const fills = rows.map(({ orderId, feeAsset, ...row }) => ({
    orderId,
    feeAsset,
    price: readDecimal(row.price),
    amount: readDecimal(row.amount),
    fee: readDecimal(row.fee),
  }));
  return Map.groupBy(fills, ({ orderId }) => orderId);
}
