import type { Prisma } from "@/prisma/generated/client";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { Decimal, toStored } from "@/server/kernel/money";
import { db, type RecordTx } from "@/server/platform/db";
import { type BotGrowth, botGrowthWire } from "./core/bot-growth";
import { type Growth, type GrowthTrace, growthWire } from "./core/growth";
import type { EquityPointView, LiveView } from "./core/live-view";

type BookKey = { readonly userId: string; readonly book: LiveView["book"] };
type CurrencyKey = BookKey & { readonly currency: string };

/** A book as it was last published, with the memory its figures were made with. */
export type SavedBook = {
  readonly view: LiveView;
  readonly growth: ReadonlyMap<string, Growth>;
  readonly botGrowth: ReadonlyMap<string, BotGrowth>;
};

/** The newest published view of every book of a user. */
export async function listLiveViews(userId: string): Promise<readonly LiveView[]> {
  const rows = await db.liveView.findMany({ where: { userId }, orderBy: { wallAt: "desc" } });
  return rows.map((row) => fromJson(row.view).view);
}

/** Null before the book was first published. */
export async function findSavedBook(key: BookKey): Promise<SavedBook | null> {
  const row = await db.liveView.findUnique({
    where: { userId_book: { userId: key.userId, book: key.book } },
  });
  if (!row) return null;
  const { view, growth, botGrowth } = fromJson(row.view);
  return {
    view,
    growth: new Map(Object.entries(growth).map(([currency, wire]) => [currency, growthWire.parse(wire)])),
    botGrowth: new Map(
      Object.entries(botGrowth ?? {}).map(([botId, wire]) => [botId, botGrowthWire.parse(wire)]),
    ),
  };
}

/** Replaces the book's published view and tells the listening pages. */
export async function saveLiveView(tx: RecordTx, userId: string, saved: SavedBook): Promise<void> {
  const { view } = saved;
  const growth = Object.fromEntries(
    [...saved.growth].map(([currency, each]) => [currency, growthWire.encode(each)]),
  );
  const botGrowth = Object.fromEntries(
    [...saved.botGrowth].map(([botId, each]) => [botId, botGrowthWire.encode(each)]),
  );
  const data = {
    view: { view, growth, botGrowth } as unknown as Prisma.InputJsonObject,
    marketAt: new Date(view.marketAt),
    wallAt: new Date(view.wallAt),
  };
  const key = { userId, book: view.book };
  await tx.liveView.upsert({ where: { userId_book: key }, create: { ...key, ...data }, update: data });
  await tx.$executeRaw`SELECT pg_notify('live', ${userId})`;
}

export type EquityPointRow = CurrencyKey & {
  readonly equity: Decimal;
  readonly cash: Decimal;
  readonly buyAndHold: Decimal | null;
};

/** Adds one point per currency; a point already there for that instant stays. */
export async function saveEquityPoints(
  tx: RecordTx,
  points: readonly EquityPointRow[],
  at: { readonly market: MarketMs; readonly wall: WallMs },
): Promise<void> {
  await tx.equityPoint.createMany({
    data: points.map(({ buyAndHold, ...point }) => ({
      ...point,
      equity: toStored(point.equity),
      cash: toStored(point.cash),
      buyAndHold: buyAndHold && toStored(buyAndHold),
      marketAt: toDate(at.market),
      wallAt: toDate(at.wall),
    })),
    skipDuplicates: true,
  });
}

/** Equity of the newest point at or before an instant of the market clock. */
export async function findEquityAt(key: CurrencyKey, until: MarketMs): Promise<Decimal | null> {
  const row = await db.equityPoint.findFirst({
    where: { userId: key.userId, book: key.book, currency: key.currency, marketAt: { lte: toDate(until) } },
    orderBy: { wallAt: "desc" },
    select: { equity: true },
  });
  return row && new Decimal(row.equity.toFixed());
}

export type EquityAt = { readonly equity: Decimal; readonly marketAt: MarketMs; readonly wallAt: WallMs };

/** The newest point at or before an instant of the market clock; null where the curve begins later. */
export async function findPointAt(key: CurrencyKey, until: MarketMs): Promise<EquityAt | null> {
  const row = await db.equityPoint.findFirst({
    where: { userId: key.userId, book: key.book, currency: key.currency, marketAt: { lte: toDate(until) } },
    orderBy: { wallAt: "desc" },
    select: { equity: true, marketAt: true, wallAt: true },
  });
  return (
    row && {
      equity: new Decimal(row.equity.toFixed()),
      marketAt: marketMs(row.marketAt),
      wallAt: wallMs(row.wallAt),
    }
  );
}

/** The same for several instants, in their order; one query. */
export async function findEquitiesAt(
  { userId, book, currency }: CurrencyKey,
  until: readonly MarketMs[],
): Promise<readonly (Decimal | null)[]> {
  const rows = await db.$queryRaw<{ equity: Prisma.Decimal | null }[]>`
    SELECT (SELECT p."equity" FROM "equity_point" p WHERE p."userId" = ${userId}::uuid AND p."book" = ${book}::"Book"
      AND p."currency" = ${currency} AND p."marketAt" <= asked.at ORDER BY p."wallAt" DESC LIMIT 1) AS equity
    FROM unnest(${until.map(toDate)}::timestamptz[]) WITH ORDINALITY AS asked(at, place) ORDER BY asked.place`;
  return rows.map(({ equity }) => equity && new Decimal(equity.toFixed()));
}

/** When a currency's curve begins, market clock. */
export async function findFirstPointAt(key: CurrencyKey): Promise<MarketMs | null> {
  const row = await db.equityPoint.findFirst({
    where: { userId: key.userId, book: key.book, currency: key.currency },
    orderBy: { wallAt: "asc" },
    select: { marketAt: true },
  });
  return row && marketMs(row.marketAt);
}

/** Peak, deepest drawdown and newest figures of a whole curve; null where there is none. */
export async function findGrowthTrace(key: CurrencyKey): Promise<GrowthTrace | null> {
  const rows = await db.$queryRaw<{ peak: Text; drawdown: Text; equity: Text; buy_and_hold: Text | null }[]>`
    SELECT "peak"::text, max(CASE WHEN "peak" > 0 THEN 1 - "equity" / "peak" ELSE 0 END) OVER (ORDER BY "wallAt")::text AS drawdown,
           "equity"::text, "buyAndHold"::text AS buy_and_hold
    FROM (SELECT *, max("equity") OVER (ORDER BY "wallAt") AS peak FROM "equity_point"
          WHERE "userId" = ${key.userId}::uuid AND "book" = ${key.book}::"Book" AND "currency" = ${key.currency}) AS points
    ORDER BY "wallAt" DESC LIMIT 1`;
  const [row] = rows;
  if (!row) return null;
  return {
    peak: new Decimal(row.peak),
    maxDrawdown: toStored(new Decimal(row.drawdown)),
    equity: new Decimal(row.equity),
    buyAndHold: row.buy_and_hold === null ? null : new Decimal(row.buy_and_hold),
  };
}

type Text = string;

/** Newest instant of a curve, market clock. */
export async function findLastPointAt(key: CurrencyKey): Promise<MarketMs | null> {
  const row = await db.equityPoint.findFirst({
    where: { userId: key.userId, book: key.book, currency: key.currency },
    orderBy: { wallAt: "desc" },
    select: { marketAt: true },
  });
  return row && marketMs(row.marketAt);
}

/** Two points, the lowest and the highest, of each of `buckets` equal spans of market time, and the curve's two ends. */
export async function listThinnedPoints(
  key: CurrencyKey,
  span: { readonly after: MarketMs | null; readonly until: MarketMs; readonly buckets: number },
): Promise<readonly EquityPointView[]> {
  const after = toDate(span.after ?? marketMs(0));
  const rows = await db.$queryRaw<
    { wall_at: Date; market_at: Date; equity: Text; buy_and_hold: Text | null }[]
  >`
    WITH ranged AS (
      SELECT "wallAt", "marketAt", "equity", "buyAndHold",
             extract(epoch FROM "marketAt") AS at, extract(epoch FROM "wallAt") AS id
      FROM "equity_point"
      WHERE "userId" = ${key.userId}::uuid AND "book" = ${key.book}::"Book" AND "currency" = ${key.currency}
        AND "marketAt" > ${after}::timestamptz AND "marketAt" <= ${toDate(span.until)}::timestamptz),
    ends AS (SELECT min(at) AS low, max(at) AS high, min(id) AS first, max(id) AS last FROM ranged),
    spans AS (
      SELECT min(ARRAY["equity", id]) AS lowest, max(ARRAY["equity", id]) AS highest FROM ranged, ends
      GROUP BY least(floor((at - low) / nullif(high - low, 0) * ${span.buckets}::int), ${span.buckets}::int - 1)),
    chosen AS (
      SELECT lowest[2] AS id FROM spans UNION SELECT highest[2] FROM spans
      UNION SELECT first FROM ends UNION SELECT last FROM ends)
    SELECT "wallAt" AS wall_at, "marketAt" AS market_at, "equity"::text, "buyAndHold"::text AS buy_and_hold
    FROM ranged JOIN chosen USING (id) ORDER BY "wallAt"`;
  return rows.map((row) => ({
    wallAt: row.wall_at.toISOString(),
    marketAt: row.market_at.toISOString(),
    equity: new Decimal(row.equity).toFixed(),
    buyAndHold: row.buy_and_hold === null ? null : new Decimal(row.buy_and_hold).toFixed(),
  }));
}

/** Keeps the last point of each wall minute in [from, until); answers how many were dropped. */
export async function thinPoints(tx: RecordTx, from: WallMs, until: WallMs): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "equity_point" AS old USING (
      SELECT "userId", "book", "currency", date_trunc('minute', "wallAt") AS minute, max("wallAt") AS kept
      FROM "equity_point" WHERE "wallAt" >= ${toDate(from)}::timestamptz AND "wallAt" < ${toDate(until)}::timestamptz
      GROUP BY 1, 2, 3, 4) AS minutes
    WHERE old."userId" = minutes."userId" AND old."book" = minutes."book" AND old."currency" = minutes."currency"
      AND old."wallAt" >= ${toDate(from)}::timestamptz AND old."wallAt" < ${toDate(until)}::timestamptz
      AND date_trunc('minute', old."wallAt") = minutes.minute AND old."wallAt" < minutes.kept`;
}

// Only this file writes the column, through saveLiveView; earlier versions knew nothing of bots.
const fromJson = (json: unknown) =>
  json as {
    readonly view: LiveView;
    readonly growth: { readonly [currency: string]: unknown };
    readonly botGrowth?: { readonly [botId: string]: unknown };
  };
