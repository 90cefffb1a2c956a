import { Prisma } from "@/prisma/generated/client";
import { atVenueStatuses } from "@/server/kernel/order-statuses";
import { db, type WriteTx } from "@/server/platform/db";
import type { SqlPart } from "@/server/platform/question";
import type { EndCode } from "../core/end-code";

type Resting = {
  readonly botId: string;
  readonly symbol: string;
  readonly purpose: "entry" | "exit";
  readonly positionId?: string;
  readonly type?: "limit";
};

const unasked = (resting: Resting) => ({
  ...resting,
  status: { in: [...atVenueStatuses] },
  cancelCode: null,
});

/** Orders at their venue whose cancel nobody has asked for yet. */
export const countUnasked = (resting: Resting): Promise<number> =>
  db.order.count({ where: unasked(resting) });

/** Asks for the cancel of orders at their venue; the first reason stays. Answers how many were asked. */
export async function saveCancelsAsked(tx: WriteTx, resting: Resting, code: EndCode): Promise<number> {
  const { count } = await tx.order.updateMany({ where: unasked(resting), data: { cancelCode: code } });
  return count;
}

/** Asks for the cancel of what rests of the entries of these bots in these markets. */
export async function saveEntryCancelsAsked(
  tx: WriteTx,
  markets: readonly { readonly botId: string; readonly symbol: string }[],
  code: EndCode,
): Promise<void> {
  if (markets.length === 0) return;
  await tx.$executeRaw`
    UPDATE "orders" SET "cancelCode" = ${code} WHERE "id" IN (
      SELECT o."id" FROM "orders" o
      JOIN unnest(${markets.map(({ botId }) => botId)}::uuid[], ${markets.map(({ symbol }) => symbol)}::text[])
        AS market(bot, symbol) ON o."botId" = market.bot AND o."symbol" = market.symbol
      WHERE o."purpose" = 'entry' AND o."status" = ANY(${[...atVenueStatuses]}::"OrderStatus"[]) AND o."cancelCode" IS NULL
      ORDER BY o."id" FOR UPDATE OF o)`;
}

/** The same as an expression of a statement, with the rows whose key is in its `moved`. */
export function entryCancelsSql(
  markets: readonly { readonly key: string; readonly botId: string; readonly symbol: string }[],
  code: EndCode,
): SqlPart {
  return Prisma.sql`asked_back AS (
      UPDATE "orders" SET "cancelCode" = ${code} WHERE "id" IN (
        SELECT o."id" FROM "orders" o
        JOIN unnest(${markets.map(({ key }) => key)}::text[], ${markets.map(({ botId }) => botId)}::uuid[],
          ${markets.map(({ symbol }) => symbol)}::text[]) AS market(key, bot, symbol)
          ON o."botId" = market.bot AND o."symbol" = market.symbol
        WHERE market.key IN (SELECT key FROM moved) AND o."purpose" = 'entry'
          AND o."status" = ANY(${[...atVenueStatuses]}::"OrderStatus"[]) AND o."cancelCode" IS NULL
        ORDER BY o."id" FOR UPDATE OF o))`;
}

/** The same for one order. */
export async function saveCancelAsked(tx: WriteTx, orderId: string, code: EndCode): Promise<boolean> {
  const where = { id: orderId, status: { in: [...atVenueStatuses] }, cancelCode: null };
  return (await tx.order.updateMany({ where, data: { cancelCode: code } })).count === 1;
}

/** Of a user's entries those of one coin or market, or all; with `waiting` also those that were not sent yet. */
export type EntriesOf = { readonly userId: string; readonly line?: string; readonly waiting?: boolean };

/** Asks back a user's entries at their venues, in the order of their ids. Answers how many were asked for. */
export function saveEntriesAsked(
  tx: WriteTx,
  { userId, line, waiting = false }: EntriesOf,
  code: EndCode,
): Promise<number> {
  const statuses = waiting ? ["intent", ...atVenueStatuses] : [...atVenueStatuses];
  const named = line === undefined ? Prisma.empty : Prisma.sql`AND ${line} IN (o."symbol", o."base")`;
  return tx.$executeRaw`
    UPDATE "orders" SET "cancelCode" = ${code} WHERE "id" IN (
      SELECT o."id" FROM "orders" o
      WHERE o."userId" = ${userId}::uuid AND o."purpose" = 'entry' AND o."cancelCode" IS NULL
        AND o."status" = ANY(${statuses}::"OrderStatus"[]) ${named}
      ORDER BY o."id" FOR UPDATE OF o)`;
}

export type EntryStanding = {
  /** written down, not sent */
  readonly waiting: number;
  /** at a venue, or on its way there or back */
  readonly resting: number;
  /** marked as sent after that instant */
  readonly sentSince: number;
};

/** An entry waits for its turn no longer than its candle lasts. */
const WAITS_MOST_MS = 86_400_000;

/** How a user's entries stand since an instant, wall clock. */
export async function findEntryStanding(userId: string, since: Date): Promise<EntryStanding> {
  const entry = { userId, purpose: "entry" } as const;
  const written = { gte: new Date(since.getTime() - WAITS_MOST_MS) };
  const [waiting, resting, sentSince] = await Promise.all([
    db.order.count({ where: { ...entry, status: "intent" } }),
    db.order.count({ where: { ...entry, status: { in: [...atVenueStatuses] } } }),
    db.order.count({ where: { ...entry, wallAt: written, sentWallAt: { gt: since } } }),
  ]);
  return { waiting, resting, sentSince };
}
