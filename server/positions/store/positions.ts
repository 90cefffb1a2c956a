import { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { type Decimal, readDecimal, ZERO } from "@/server/kernel/money";
import { db, type ReadTx, type WriteTx } from "@/server/platform/db";
import type { PositionState } from "../core/apply-fill";
import type { Dust } from "../core/dust";
import { type PositionExits, positionExitsFromJson, positionExitsToJson } from "../core/exit-rules";
import type { OpenPosition } from "../core/open-position";

type Row = Prisma.PositionGetPayload<Record<string, never>>;

const PAGE_MAX = 10_000;

export function toPosition(row: Row): OpenPosition {
  return {
    positionId: row.id,
    userId: row.userId,
    botId: row.botId,
    versionId: row.versionId,
    book: row.book,
    venue: row.venue,
    exchange: readExchange(row.exchange),
    symbol: row.symbol,
    base: row.base,
    quote: row.quote,
    status: row.status,
    amount: readDecimal(row.amount),
    cost: readDecimal(row.cost),
    boughtAmount: readDecimal(row.boughtAmount),
    boughtQuote: readDecimal(row.boughtQuote),
    soldAmount: readDecimal(row.soldAmount),
    soldQuote: readDecimal(row.soldQuote),
    feesQuote: readDecimal(row.feesQuote),
    realised: readDecimal(row.realised),
    stopPrice: readDecimal(row.stopPrice),
    targetPrice: row.targetPrice && readDecimal(row.targetPrice),
    trailingRatio: row.trailingRatio && readDecimal(row.trailingRatio),
    timeStopAt: row.timeStopAt && marketMs(row.timeStopAt),
    highestPrice: readDecimal(row.highestPrice),
    peakFrom: row.peakMarketFrom && marketMs(row.peakMarketFrom),
    exits: positionExitsFromJson(row.exits),
    stopSet: row.stopSet,
    targetSet: row.targetSet,
    exitsRevision: row.exitsRevision,
    exitReason: row.exitReason,
    openedMarketAt: marketMs(row.openedMarketAt),
    openedWallAt: wallMs(row.openedWallAt),
  };
}

export async function findOpenPositions(
  q: { userId?: string; book?: Book; botIds?: readonly string[] },
  from: ReadTx = db,
): Promise<readonly OpenPosition[]> {
  const rows = await from.position.findMany({
    where: {
      status: "open",
      ...(q.userId ? { userId: q.userId } : {}),
      ...(q.book ? { book: q.book } : {}),
      ...(q.botIds ? { botId: { in: [...q.botIds] } } : {}),
    },
    orderBy: { openedWallAt: "asc" },
    take: PAGE_MAX,
  });
  return rows.map(toPosition);
}

export const countOpen = (userId: string): Promise<number> =>
  db.position.count({ where: { userId, status: "open" } });

export async function findPositionById(positionId: string, userId: string): Promise<OpenPosition | null> {
  const row = await db.position.findFirst({ where: { id: positionId, userId } });
  return row && toPosition(row);
}

/** The bot's open position, locked until the transaction ends. */
export async function lockOpenPosition(tx: WriteTx, botId: string): Promise<OpenPosition | null> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT * FROM "position" WHERE "botId" = ${botId}::uuid AND "status" = 'open' FOR UPDATE`;
  return row ? toPosition(row) : null;
}

const stateData = (state: PositionState) => ({
  amount: state.amount.toFixed(),
  cost: state.cost.toFixed(),
  boughtAmount: state.boughtAmount.toFixed(),
  boughtQuote: state.boughtQuote.toFixed(),
  soldAmount: state.soldAmount.toFixed(),
  soldQuote: state.soldQuote.toFixed(),
  feesQuote: state.feesQuote.toFixed(),
  realised: state.realised.toFixed(),
});

export type StopData = {
  stopPrice: Decimal;
  targetPrice: Decimal | null;
  trailingRatio: Decimal;
  highestPrice: Decimal;
  exits: PositionExits | null;
  /** of a further lot: the highest price counts from here */
  peakFrom: MarketMs | null;
};

const stopData = (stops: StopData) => ({
  stopPrice: stops.stopPrice.toFixed(18),
  targetPrice: stops.targetPrice?.toFixed(18) ?? null,
  trailingRatio: stops.trailingRatio.toFixed(),
  highestPrice: stops.highestPrice.toFixed(),
  exits: stops.exits ? positionExitsToJson(stops.exits) : Prisma.DbNull,
  peakMarketFrom: stops.peakFrom && toDate(stops.peakFrom),
});

export async function savePositionOpened(
  tx: WriteTx,
  p: Pick<
    OpenPosition,
    "userId" | "botId" | "versionId" | "book" | "venue" | "exchange" | "symbol" | "base" | "quote"
  > & {
    state: PositionState;
    dust: Dust;
    stops: StopData;
    timeStopAt: MarketMs | null;
    marketAt: MarketMs;
    wallAt: WallMs;
  },
): Promise<string> {
  const { userId, botId, versionId, book, venue, exchange, symbol, base, quote } = p;
  const row = await tx.position.create({
    data: {
      userId,
      botId,
      versionId,
      book,
      venue,
      exchange,
      symbol,
      base,
      quote,
      ...stateData(p.state),
      carriedAmount: p.dust.amount.toFixed(),
      carriedCost: p.dust.cost.toFixed(),
      ...stopData(p.stops),
      timeStopAt: p.timeStopAt && toDate(p.timeStopAt),
      openedMarketAt: toDate(p.marketAt),
      openedWallAt: toDate(p.wallAt),
    },
    select: { id: true },
  });
  return row.id;
}

export async function savePositionState(
  tx: WriteTx,
  positionId: string,
  state: PositionState,
  stops: StopData | null,
) {
  await tx.position.update({
    where: { id: positionId },
    data: { ...stateData(state), ...(stops ? stopData(stops) : {}) },
  });
}

export async function savePositionClosed(
  tx: WriteTx,
  positionId: string,
  state: PositionState,
  closing: { reason: string; marketAt: MarketMs; wallAt: WallMs },
): Promise<void> {
  await tx.position.update({
    where: { id: positionId },
    data: {
      ...stateData(state),
      status: "closed",
      exitReason: closing.reason,
      closedMarketAt: toDate(closing.marketAt),
      closedWallAt: toDate(closing.wallAt),
    },
  });
}

/** Takes the dust of the bot's closed positions in a market out of them, for its new one there. */
export async function takeDust(
  tx: WriteTx,
  at: Pick<OpenPosition, "userId" | "book" | "botId" | "venue" | "symbol">,
): Promise<Dust> {
  const [row] = await tx.$queryRaw<{ amount: Prisma.Decimal | null; cost: Prisma.Decimal | null }[]>`
    WITH dust AS (SELECT "id", "amount", "cost" FROM "position" WHERE "userId" = ${at.userId}::uuid
        AND "book" = ${at.book}::"Book" AND "botId" = ${at.botId}::uuid AND "venue" = ${at.venue}
        AND "symbol" = ${at.symbol} AND "status" = 'closed' AND ("amount" <> 0 OR "cost" <> 0) FOR UPDATE),
      taken AS (UPDATE "position" p SET "amount" = 0, "cost" = 0,
          "carriedAmount" = p."carriedAmount" - dust."amount", "carriedCost" = p."carriedCost" - dust."cost"
        FROM dust WHERE p."id" = dust."id")
    SELECT sum("amount") AS amount, sum("cost") AS cost FROM dust`;
  return {
    amount: row?.amount ? readDecimal(row.amount) : ZERO,
    cost: row?.cost ? readDecimal(row.cost) : ZERO,
  };
}

export type ClosedFilter = { userId: string; botId?: string; exchange?: ExchangeName };
/** Where a page ended: the time in ms or the result as text, and the id. */
export type ClosedCursor = { key: string; positionId: string };
export type ClosedPosition = OpenPosition & { closedMarketAt: MarketMs; closedWallAt: WallMs };

/** Closed positions after a cursor: by the time they closed (in the order of its index) or by result, of the same by id. */
export async function findClosedPositions(
  q: ClosedFilter & {
    sort: "closed" | "realised";
    descending: boolean;
    after: ClosedCursor | null;
    limit: number;
  },
): Promise<readonly ClosedPosition[]> {
  const column = q.sort === "closed" ? Prisma.sql`"closedWallAt"` : Prisma.sql`"realised"`;
  // the index reads backwards as a whole: with the column turned round the ids fall
  const order = q.descending ? Prisma.sql`${column} DESC, "id" ASC` : Prisma.sql`${column} ASC, "id" DESC`;
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT found."id" FROM unnest(enum_range(NULL::"Book")) AS books(book) CROSS JOIN LATERAL (
      SELECT "id", "closedWallAt", "realised" FROM "position"
      WHERE "status" = 'closed' AND "userId" = ${q.userId}::uuid AND "book" = books.book ${ofClosed(q)} ${afterClosed(q, column)}
      ORDER BY ${order} LIMIT ${q.limit}) AS found
    ORDER BY ${order} LIMIT ${q.limit}`;
  const rows = await db.position.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.flatMap(({ id }) => toClosed(byId.get(id)) ?? []);
}

/** Closed positions per quote currency and book: how many, how many won, what they earned net of fees. */
export async function sumClosedPositions(q: ClosedFilter) {
  const rows = await db.$queryRaw<
    {
      book: Book;
      quote: string;
      closed: bigint;
      wins: bigint;
      realised: Prisma.Decimal;
      fees: Prisma.Decimal;
    }[]
  >`SELECT "book"::text, "quote", count(*) AS closed, count(*) FILTER (WHERE "realised" > 0) AS wins,
      sum("realised") AS realised, sum("feesQuote") AS fees
    FROM "position" WHERE "status" = 'closed' AND "userId" = ${q.userId}::uuid AND "book" = ANY(enum_range(NULL::"Book"))
      ${ofClosed(q)} GROUP BY 1, 2 ORDER BY 2, 1`;
  return rows.map((row) => ({
    book: row.book,
    quote: row.quote,
    closed: Number(row.closed),
    wins: Number(row.wins),
    realised: readDecimal(row.realised),
    fees: readDecimal(row.fees),
  }));
}

/** How many positions of each bot of a book closed, and won, from an instant of the market clock to another. */
export async function tallyClosed(q: { userId: string; book: Book; from: MarketMs; until: MarketMs }) {
  const rows = await db.$queryRaw<{ botId: string; quote: string; closed: bigint; wins: bigint }[]>`
    SELECT "botId", "quote", count(*) AS closed, count(*) FILTER (WHERE "realised" > 0) AS wins FROM "position"
    WHERE "status" = 'closed' AND "userId" = ${q.userId}::uuid AND "book" = ${q.book}::"Book"
      AND "closedMarketAt" >= ${new Date(q.from)}::timestamptz AND "closedMarketAt" < ${new Date(q.until)}::timestamptz
    GROUP BY 1, 2`;
  return rows.map(({ botId, quote, closed, wins }) => ({
    botId,
    currency: quote,
    closed: Number(closed),
    wins: Number(wins),
  }));
}

/** When a bot held something, newest first: positions that were open at or after an instant of the market clock. */
export async function findHoldingSpans(q: { userId: string; botId: string; from: MarketMs; limit: number }) {
  const rows = await db.position.findMany({
    where: {
      userId: q.userId,
      botId: q.botId,
      OR: [{ closedMarketAt: null }, { closedMarketAt: { gte: toDate(q.from) } }],
    },
    orderBy: { openedWallAt: "desc" },
    take: q.limit,
  });
  return rows.map((row) => ({
    openedMarketAt: marketMs(row.openedMarketAt),
    closedMarketAt: row.closedMarketAt && marketMs(row.closedMarketAt),
  }));
}

const ofClosed = ({ botId, exchange }: ClosedFilter) =>
  Prisma.sql`${botId ? Prisma.sql`AND "botId" = ${botId}::uuid` : Prisma.empty}
    ${exchange ? Prisma.sql`AND "exchange" = ${exchange}` : Prisma.empty}`;

function afterClosed(
  q: { sort: "closed" | "realised"; descending: boolean; after: ClosedCursor | null },
  column: Prisma.Sql,
): Prisma.Sql {
  if (!q.after) return Prisma.empty;
  const { key, positionId } = q.after;
  const value =
    q.sort === "closed" ? Prisma.sql`${new Date(Number(key))}::timestamptz` : Prisma.sql`${key}::numeric`;
  const id = Prisma.sql`${positionId}::uuid`;
  return q.descending
    ? Prisma.sql`AND ${column} <= ${value} AND (${column} < ${value} OR "id" > ${id})`
    : Prisma.sql`AND ${column} >= ${value} AND (${column} > ${value} OR "id" < ${id})`;
}

function toClosed(row: Row | undefined): ClosedPosition | null {
  if (!row?.closedMarketAt || !row.closedWallAt) return null;
  return {
    ...toPosition(row),
    closedMarketAt: marketMs(row.closedMarketAt),
    closedWallAt: wallMs(row.closedWallAt),
  };
}
