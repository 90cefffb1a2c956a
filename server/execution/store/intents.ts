// Orders as they are written down first.
import { Prisma } from "@/prisma/generated/client";
import { toDate } from "@/server/kernel/clock";
import { STORED_SCALE } from "@/server/kernel/money";
import { type KeyedReservation, reservationsSql } from "@/server/ledger/post-reservation";
import type { WriteTx } from "@/server/platform/db";
import type { SqlPart } from "@/server/platform/question";
import type { NewOrder, Order } from "../core/order";
import { type OrderRow, toOrder } from "./steps";

const COLUMNS = Prisma.raw(
  `"userId", "botId", "versionId", "decisionId", "positionId", "book", "venue", "exchange", "symbol", "base", "quote",
  "purpose", "side", "type", "limitPrice", "triggerPrice", "postOnly", "stopPrice", "stopRatio", "reasonCode", "slotAt", "leg",
  "clientOrderId", "amount", "referencePrice", "reserved", "deadlineWallAt", "restMarketUntil", "validMarketUntil",
  "marketAt", "wallAt", "updatedMarketAt", "updatedWallAt", "decidedWallAt"`,
);

/** These orders as rows of their table, with their `place` among them. */
function rowsSql(orders: readonly NewOrder[]): Prisma.Sql {
  const of = <T>(field: (order: NewOrder) => T) => orders.map(field);
  return Prisma.sql`
    SELECT owner AS "userId", bot AS "botId", version AS "versionId", decision AS "decisionId", position AS "positionId",
      book::"Book" AS "book", venue AS "venue", exchange AS "exchange", symbol AS "symbol", base AS "base", quote AS "quote",
      purpose::"OrderPurpose" AS "purpose", side::"Side" AS "side", type AS "type", limit_price AS "limitPrice",
      trigger_price AS "triggerPrice", post_only AS "postOnly", stop_price AS "stopPrice", stop_ratio AS "stopRatio",
      reason AS "reasonCode", slot AS "slotAt", leg AS "leg", client AS "clientOrderId", amount AS "amount",
      reference AS "referencePrice", reserved AS "reserved", deadline AS "deadlineWallAt", rest AS "restMarketUntil",
      valid AS "validMarketUntil", market AS "marketAt", wall AS "wallAt", market AS "updatedMarketAt",
      wall AS "updatedWallAt", decided AS "decidedWallAt", place
    FROM unnest(${of(({ userId }) => userId)}::uuid[], ${of(({ botId }) => botId)}::uuid[],
      ${of(({ versionId }) => versionId)}::uuid[], ${of(({ decisionId }) => decisionId)}::uuid[],
      ${of(({ positionId }) => positionId)}::uuid[], ${of(({ book }) => book)}::text[], ${of(({ venue }) => venue)}::text[],
      ${of(({ exchange }) => exchange)}::text[], ${of(({ symbol }) => symbol)}::text[], ${of(({ base }) => base)}::text[],
      ${of(({ quote }) => quote)}::text[], ${of(({ purpose }) => purpose)}::text[], ${of(({ side }) => side)}::text[],
      ${of(({ type }) => type)}::text[], ${of(({ limitPrice }) => limitPrice?.toFixed() ?? null)}::numeric[],
      ${of(({ triggerPrice }) => triggerPrice?.toFixed() ?? null)}::numeric[],
      ${of(({ postOnly }) => postOnly)}::boolean[],
      ${of(({ stopPrice }) => stopPrice?.toFixed(STORED_SCALE) ?? null)}::numeric[],
      ${of(({ stopRatio }) => stopRatio?.toFixed(STORED_SCALE) ?? null)}::numeric[],
      ${of(({ reasonCode }) => reasonCode)}::text[], ${of(({ slotAt }) => toDate(slotAt))}::timestamptz[],
      ${of(({ leg }) => leg)}::text[], ${of(({ clientOrderId }) => clientOrderId)}::text[],
      ${of(({ amount }) => amount.toFixed())}::numeric[], ${of((one) => one.referencePrice.toFixed())}::numeric[],
      ${of(({ reserved }) => reserved.toFixed())}::numeric[], ${of(({ deadline }) => toDate(deadline))}::timestamptz[],
      ${of(({ restUntil }) => restUntil && toDate(restUntil))}::timestamptz[],
      ${of(({ validUntil }) => validUntil && toDate(validUntil))}::timestamptz[],
      ${of(({ marketAt }) => toDate(marketAt))}::timestamptz[], ${of(({ wallAt }) => toDate(wallAt))}::timestamptz[],
      ${of(({ decidedAt }) => (decidedAt === undefined ? null : toDate(decidedAt)))}::timestamptz[])
      WITH ORDINALITY AS t(owner, bot, version, decision, position, book, venue, exchange, symbol, base, quote, purpose, side,
        type, limit_price, trigger_price, post_only, stop_price, stop_ratio, reason, slot, leg, client, amount, reference, reserved, deadline, rest, valid,
        market, wall, decided, place)`;
}

/** Writes intents and answers them by client order id; those of a slot and leg that is written already, or beside a working order, are left out. */
export async function saveIntents(
  tx: WriteTx,
  orders: readonly NewOrder[],
): Promise<ReadonlyMap<string, Order>> {
  if (orders.length === 0) return new Map();
  const rows = await tx.$queryRaw<OrderRow[]>`
    INSERT INTO "orders" (${COLUMNS}) SELECT ${COLUMNS} FROM (${rowsSql(orders)}) AS row ORDER BY place
    ON CONFLICT DO NOTHING
    RETURNING *`;
  return new Map(rows.map((row) => [row.clientOrderId, toOrder(row)]));
}

/** A first exit that is written down as SENT, with the id its row gets and why. */
export type SentExit = {
  readonly row: NewOrder;
  readonly orderId: string;
  readonly fencingToken: bigint;
  readonly reason: string;
};

/**
 * First exits of their positions, intent and SENT in one, for commitInOne by client order id: with what each holds back, and
 * what rests of its position's entry asked back. Only while the lease answers a row, where the bot has enough free, and where
 * the position never had an exit, nor a stop at its exchange.
 */
export function sentExitsSql(change: {
  readonly lease: SqlPart;
  readonly exits: readonly SentExit[];
  readonly reservations: readonly KeyedReservation[];
  /** asks back what rests of their positions' entries, by the keys in `moved` */
  readonly cancels: SqlPart;
}): SqlPart {
  const { lease, exits, cancels } = change;
  const of = <T>(field: (exit: SentExit) => T) => exits.map(field);
  const { backed, posted } = reservationsSql(change.reservations, Prisma.sql`AND EXISTS (SELECT FROM lease)`);
  return Prisma.sql`lease AS MATERIALIZED (${lease}), ${backed},
    wanted AS MATERIALIZED (${rowsSql(exits.map(({ row }) => row))}),
    sending AS MATERIALIZED (
      SELECT * FROM unnest(${of(({ orderId }) => orderId)}::uuid[], ${of(({ row }) => row.clientOrderId)}::text[],
        ${of(({ fencingToken }) => fencingToken.toString())}::bigint[], ${of(({ reason }) => reason)}::text[])
        AS t(id, client, token, reason)),
    written AS (
      INSERT INTO "orders" ("id", "status", "statusReason", "fencingToken", "sentMarketAt", "sentWallAt", ${COLUMNS})
      SELECT s.id, 'sent', s.reason, s.token, w."marketAt", w."wallAt", ${COLUMNS}
      FROM wanted w JOIN sending s ON s.client = w."clientOrderId"
      WHERE EXISTS (SELECT FROM lease) AND w."clientOrderId" IN (SELECT key FROM backed)
        AND NOT EXISTS (SELECT FROM "orders" o WHERE o."positionId" = w."positionId" AND o."purpose" = 'exit')
      ORDER BY w.place
      ON CONFLICT DO NOTHING
      RETURNING "id", "clientOrderId", "statusReason", "marketAt", "wallAt"),
    moved AS (SELECT "clientOrderId" AS key FROM written),
    told AS (
      INSERT INTO "order_event" ("orderId", "from", "to", "detail", "marketAt", "wallAt")
      SELECT "id", 'intent', 'sent', "statusReason", "marketAt", "wallAt" FROM written),
    ${posted}, ${cancels}`;
}
