// Reading only: what the trades page, the Why drawer and the activity list show of orders and fills.

import { Prisma } from "@/prisma/generated/client";
import { makeWhole } from "@/server/decisions/make-whole";
import type { TradeView } from "@/server/history/core/trade-view";
import type { WorkingOrderView } from "@/server/history/core/working-order-view";
import { BOOKS } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { Decimal, readDecimal } from "@/server/kernel/money";
import { type OrderStatus, workingStatuses } from "@/server/kernel/order-statuses";
import { readOrderType } from "@/server/kernel/order-types";
import { db } from "@/server/platform/db";

/** One fill with what its order knows. */
export type FillRow = {
  readonly fillId: string;
  readonly orderId: string;
  readonly botId: string;
  readonly positionId: string | null;
  readonly decisionId: string | null;
  readonly book: TradeView["book"];
  readonly marketKind: TradeView["marketKind"];
  readonly venue: string;
  readonly venueTradeId: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly side: TradeView["side"];
  readonly orderType: TradeView["orderType"];
  readonly reasonCode: string;
  readonly amount: Decimal;
  readonly price: Decimal;
  readonly fee: Decimal;
  readonly feeAsset: string;
  readonly liquidity: TradeView["liquidity"];
  readonly realised: Decimal | null;
  readonly marketAt: MarketMs;
  readonly wallAt: WallMs;
};

export type FillCursor = { readonly wallAt: WallMs; readonly fillId: string };

type FillFilter = {
  readonly userId: string;
  readonly book?: TradeView["book"];
  readonly botId?: string;
};

const withOrder = { order: true } as const satisfies Prisma.FillInclude;
type Found = Prisma.FillGetPayload<{ include: typeof withOrder }>;

/**
 * Fills newest first, after a cursor; of the same instant by id.
 *
 * Each book is read in its index's own order and stopped at `limit`, so the cost does not grow with the history.
 */
export async function findFills(
  q: FillFilter & { readonly after: FillCursor | null; readonly limit: number },
): Promise<readonly FillRow[]> {
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT fills."id" FROM unnest(${booksOf(q)}::"Book"[]) AS books(book) CROSS JOIN LATERAL (
      SELECT "id", "wallAt" FROM "fill"
      WHERE "userId" = ${q.userId}::uuid AND "book" = books.book ${ofBot(q)} ${afterCursor(q.after)}
      ORDER BY "wallAt" DESC, "id" LIMIT ${q.limit}) AS fills
    ORDER BY fills."wallAt" DESC, fills."id" LIMIT ${q.limit}`;
  const rows = await db.fill.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    include: withOrder,
    orderBy: [{ wallAt: "desc" }, { id: "asc" }],
  });
  return rows.map(toFill);
}

/** How many fills there are, counted up to `countMax`. */
export async function countFills(q: FillFilter, countMax: number): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM "fill" WHERE "userId" = ${q.userId}::uuid AND "book" = ANY(${booksOf(q)}::"Book"[]) ${ofBot(q)}
      LIMIT ${countMax}) AS counted`;
  return Number(rows[0]?.count ?? 0);
}

/** One fill of that user; null when it is not theirs. */
export async function findFill(fillId: string, userId: string): Promise<FillRow | null> {
  const row = await db.fill.findFirst({ where: { id: fillId, userId }, include: withOrder });
  return row && toFill(row);
}

/** An order with its history: every transition and every fill, oldest first. */
export async function findOrderHistory(orderId: string, userId: string) {
  const row = await db.order.findFirst({
    where: { id: orderId, userId },
    include: {
      events: { orderBy: { id: "asc" }, take: HISTORY_MAX },
      fills: { orderBy: [{ wallAt: "asc" }, { id: "asc" }], take: HISTORY_MAX },
    },
  });
  if (!row) return null;
  return {
    clientOrderId: row.clientOrderId,
    status: row.status,
    side: row.side,
    type: row.type,
    limitPrice: row.limitPrice && readDecimal(row.limitPrice),
    triggerPrice: row.triggerPrice && readDecimal(row.triggerPrice),
    base: row.base,
    quote: row.quote,
    amount: readDecimal(row.amount),
    referencePrice: readDecimal(row.referencePrice),
    marketAt: marketMs(row.marketAt),
    events: row.events.map((event) => ({
      to: event.to as OrderStatus,
      detail: event.detail,
      marketAt: marketMs(event.marketAt),
    })),
    fills: row.fills.map((fill) => ({
      amount: readDecimal(fill.amount),
      price: readDecimal(fill.price),
      fee: readDecimal(fill.fee),
      feeAsset: fill.feeAsset,
      liquidity: fill.liquidity,
      marketAt: marketMs(fill.marketAt),
    })),
  };
}

/** The decision an order came from. */
export async function findDecisionRow(decisionId: string, userId: string) {
  const [row] = await makeWhole(await db.decision.findMany({ where: { id: decisionId, userId } }));
  return (
    row && {
      decisionId: row.id,
      slotAt: marketMs(row.slotAt),
      action: row.action,
      reasonCode: row.reasonCode,
      outcome: row.outcome as unknown,
    }
  );
}

/** Market kind of the fills of some positions, by position. */
export async function findKindsOfPositions(
  positionIds: readonly string[],
): Promise<ReadonlyMap<string, TradeView["marketKind"]>> {
  const rows = await db.fill.findMany({
    where: { positionId: { in: [...positionIds] } },
    distinct: ["positionId"],
    select: { positionId: true, marketKind: true },
  });
  return new Map(rows.flatMap((row) => (row.positionId ? [[row.positionId, row.marketKind]] : [])));
}

/** One bot's fills at or after an instant of the market clock, newest first. */
export async function findFillsSince(q: {
  readonly userId: string;
  readonly botId: string;
  readonly from: MarketMs;
  readonly limit: number;
}): Promise<readonly FillRow[]> {
  const rows = await db.fill.findMany({
    where: { userId: q.userId, botId: q.botId, marketAt: { gte: new Date(q.from) } },
    include: withOrder,
    orderBy: { wallAt: "desc" },
    take: q.limit,
  });
  return rows.map(toFill);
}

/** What each bot's fills of a book came to, from an instant of the market clock to another, per quote currency. */
export async function tallyFills(q: SpanOfBook) {
  const rows = await db.$queryRaw<
    { botId: string; quote: string; realised: string; fees: string; fills: bigint }[]
  >`SELECT f."botId", o."quote", coalesce(sum(f."realised"), 0)::text AS realised, count(*) AS fills,
      coalesce(sum(CASE f."feeAsset" WHEN o."quote" THEN f."fee" WHEN o."base" THEN round(f."fee" * f."price", 18)
        ELSE f."feeWorth" END), 0)::text AS fees
    FROM "fill" f JOIN "orders" o ON o."id" = f."orderId"
    WHERE f."userId" = ${q.userId}::uuid AND f."book" = ${q.book}::"Book"
      AND f."marketAt" >= ${toDate(q.from)}::timestamptz AND f."marketAt" < ${toDate(q.until)}::timestamptz
    GROUP BY 1, 2`;
  return rows.map((row) => ({
    botId: row.botId,
    currency: row.quote,
    realised: new Decimal(row.realised),
    fees: new Decimal(row.fees),
    fills: Number(row.fills),
  }));
}

export type SpanOfBook = {
  readonly userId: string;
  readonly book: TradeView["book"];
  readonly from: MarketMs;
  readonly until: MarketMs;
};

/** Orders of a user, or of one bot, that may still trade, oldest first. */
export async function findWorkingOrders(
  { userId, botId }: { readonly userId: string; readonly botId?: string | undefined },
  limit: number,
) {
  const rows = await db.order.findMany({
    where: { userId, status: { in: [...workingStatuses] }, ...(botId ? { botId } : {}) },
    orderBy: [{ wallAt: "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map((row) => ({
    orderId: row.id,
    botId: row.botId,
    exchange: row.exchange,
    symbol: row.symbol,
    base: row.base,
    quote: row.quote,
    side: row.side,
    purpose: row.purpose,
    postOnly: row.postOnly,
    reasonCode: row.reasonCode,
    type: readOrderType(row.type),
    status: row.status as WorkingOrderView["status"],
    limitPrice: row.limitPrice && readDecimal(row.limitPrice),
    triggerPrice: row.triggerPrice && readDecimal(row.triggerPrice),
    amount: readDecimal(row.amount),
    filled: readDecimal(row.filled),
    marketAt: marketMs(row.marketAt),
    restMarketUntil: row.restMarketUntil && marketMs(row.restMarketUntil),
  }));
}

/** Orders of a user that may still trade, and those whose fate is unknown. */
export async function countWorking(
  userId: string,
): Promise<{ readonly working: number; readonly unknown: number }> {
  const rows = await db.$queryRaw<{ working: bigint; unknown: bigint }[]>`
    SELECT count(*) AS working, count(*) FILTER (WHERE "status" = 'unknown') AS unknown FROM "orders"
    WHERE "status" = ANY(${[...workingStatuses]}::"OrderStatus"[]) AND "userId" = ${userId}::uuid`;
  return { working: Number(rows[0]?.working ?? 0), unknown: Number(rows[0]?.unknown ?? 0) };
}

const HISTORY_MAX = 500;

const booksOf = ({ book }: FillFilter): string[] => (book ? [book] : [...BOOKS]);
const ofBot = ({ botId }: FillFilter) => (botId ? Prisma.sql`AND "botId" = ${botId}::uuid` : Prisma.empty);
const afterCursor = (after: FillCursor | null) =>
  after
    ? Prisma.sql`AND "wallAt" <= ${new Date(after.wallAt)}::timestamptz
        AND ("wallAt" < ${new Date(after.wallAt)}::timestamptz OR "id" > ${after.fillId}::uuid)`
    : Prisma.empty;

const toFill = ({ order, ...fill }: Found): FillRow => ({
  fillId: fill.id,
  orderId: fill.orderId,
  botId: fill.botId,
  positionId: fill.positionId,
  decisionId: order.decisionId,
  book: fill.book,
  marketKind: fill.marketKind,
  venue: fill.venue,
  venueTradeId: fill.venueTradeId,
  exchange: readExchange(order.exchange),
  symbol: order.symbol,
  base: order.base,
  quote: order.quote,
  side: fill.side,
  orderType: readOrderType(order.type),
  reasonCode: order.reasonCode,
  amount: readDecimal(fill.amount),
  price: readDecimal(fill.price),
  fee: readDecimal(fill.fee),
  feeAsset: fill.feeAsset,
  liquidity: fill.liquidity as TradeView["liquidity"],
  realised: fill.realised && readDecimal(fill.realised),
  marketAt: marketMs(fill.marketAt),
  wallAt: wallMs(fill.wallAt),
});
