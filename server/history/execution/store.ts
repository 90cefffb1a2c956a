// Reading only: how orders were carried out.

import { Prisma } from "@/prisma/generated/client";
import { BOOKS, type Book } from "@/server/kernel/book";
import { toDate, type WallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { SLIPPAGE_BOUNDS } from "../core/execution-view";

export type ExecutionQuery = {
  readonly userId: string;
  readonly since: WallMs;
  readonly purpose: "all" | "entry" | "exit";
};

type Percentiles = readonly [number, number, number] | null;

export type ExecutionRecord = {
  readonly book: Book;
  readonly exchange: string;
  readonly quote: string;
  readonly sent: number;
  readonly filled: number;
  readonly slippage: readonly [number, number] | null;
  readonly buckets: readonly { readonly bucket: number; readonly orders: number }[];
  readonly fill_ratio: number | null;
  readonly decided: Percentiles;
  readonly decided_of: number;
  readonly wire: Percentiles;
  readonly wire_of: number;
  readonly answer: Percentiles;
  readonly answer_of: number;
  readonly first_fill: Percentiles;
  readonly first_fill_of: number;
  readonly rejected: number;
  readonly unknown: number;
  readonly maker_share: number | null;
  readonly fee_bps: number | null;
};

/** The orders of a period that went to the wire, book by book in the order of their index. */
export const sentOrdersSql = ({ userId, since, purpose }: ExecutionQuery) => Prisma.sql`
  SELECT o.* FROM unnest(${BOOKS}::"Book"[]) AS books(book) CROSS JOIN LATERAL (
    SELECT * FROM "orders" WHERE "userId" = ${userId}::uuid AND "book" = books.book
      AND "wallAt" >= ${toDate(since)}::timestamptz AND "sentWallAt" IS NOT NULL
      ${purpose === "all" ? Prisma.empty : Prisma.sql`AND "purpose" = ${purpose}::"OrderPurpose"`}) AS o`;

const thirds = (ms: Prisma.Sql) =>
  Prisma.sql`percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY ${ms})`;

const span = (from: string, to: string) =>
  Prisma.raw(`extract(epoch FROM "${to}" - "${from}")::float8 * 1000`);

/**
 * One row per book, exchange and quote currency. Slippage is of the average fill price against the price decided on, in basis
 * points, positive where it was worse; latencies in ms of the wall clock.
 */
export function findExecution(q: ExecutionQuery): Promise<readonly ExecutionRecord[]> {
  return db.$queryRaw<ExecutionRecord[]>`
    WITH sent AS MATERIALIZED (${sentOrdersSql(q)}),
    fills AS (
      SELECT f."orderId", min(f."wallAt") AS "firstWallAt", sum(f."price" * f."amount") AS notional,
        sum(f."price" * f."amount") FILTER (WHERE f."liquidity" = 'maker') AS maker,
        sum(CASE f."feeAsset" WHEN s."quote" THEN f."fee" WHEN s."base" THEN f."fee" * f."price" ELSE f."feeWorth" END) AS fees,
        bool_or(f."fee" <> 0 AND f."feeAsset" NOT IN (s."quote", s."base") AND f."feeWorth" IS NULL) AS unpriced
      FROM "fill" f JOIN sent s ON s."id" = f."orderId" GROUP BY f."orderId"),
    lost AS (
      SELECT DISTINCT e."orderId" FROM "order_event" e JOIN sent s ON s."id" = e."orderId" WHERE e."to" = 'unknown'),
    told AS (
      SELECT s.*, f."firstWallAt", f.notional, coalesce(f.maker, 0) AS maker, f.fees, f.unpriced,
        lost."orderId" IS NOT NULL AS was_unknown,
        CASE WHEN s."filled" > 0 AND s."referencePrice" > 0 THEN
          ((s."filledQuote" / s."filled" / s."referencePrice" - 1) * 10000 * CASE s."side" WHEN 'buy' THEN 1 ELSE -1 END)::float8
        END AS slip
      FROM sent s LEFT JOIN fills f ON f."orderId" = s."id" LEFT JOIN lost ON lost."orderId" = s."id"),
    counted AS (
      SELECT "book", "exchange", "quote", width_bucket(slip, ${[...SLIPPAGE_BOUNDS]}::float8[]) AS bucket, count(*)::int AS orders
      FROM told WHERE slip IS NOT NULL GROUP BY 1, 2, 3, 4),
    spread AS (
      SELECT "book", "exchange", "quote", jsonb_agg(jsonb_build_object('bucket', bucket, 'orders', orders)) AS buckets
      FROM counted GROUP BY 1, 2, 3)
    SELECT t."book", t."exchange", t."quote", count(*)::int AS sent, count(t.slip)::int AS filled,
      percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY t.slip) AS slippage,
      coalesce((SELECT buckets FROM spread c WHERE c."book" = t."book" AND c."exchange" = t."exchange" AND c."quote" = t."quote"),
        '[]') AS buckets,
      (sum(t."filled" * t."referencePrice") FILTER (WHERE ${ENDED}) / nullif(sum(t."amount" * t."referencePrice")
        FILTER (WHERE ${ENDED}), 0))::float8 AS fill_ratio,
      ${thirds(span("decidedWallAt", "wallAt"))} AS decided,
      count(t."decidedWallAt")::int AS decided_of,
      ${thirds(span("wallAt", "wireWallAt"))} AS wire,
      count(t."wireWallAt")::int AS wire_of,
      ${thirds(span("wireWallAt", "answeredWallAt"))} AS answer,
      count(t."answeredWallAt")::int AS answer_of,
      ${thirds(span("answeredWallAt", "firstWallAt"))} FILTER (WHERE t."type" = 'market') AS first_fill,
      count(t."firstWallAt" - t."answeredWallAt") FILTER (WHERE t."type" = 'market')::int AS first_fill_of,
      count(*) FILTER (WHERE t."status" = 'rejected')::int AS rejected,
      count(*) FILTER (WHERE t.was_unknown)::int AS unknown,
      (sum(t.maker) / nullif(sum(t.notional), 0))::float8 AS maker_share,
      CASE WHEN bool_or(t.unpriced) THEN NULL ELSE (sum(t.fees) / nullif(sum(t.notional), 0) * 10000)::float8 END AS fee_bps
    FROM told t GROUP BY t."book", t."exchange", t."quote" ORDER BY t."book", t."exchange", t."quote"`;
}

const TRADES_MAX = 2_000;

/** What the fills of a bot's positions come to, oldest first: those of the newest positions. Texts are decimals. */
export async function findTradeSums(q: {
  readonly botId: string;
  readonly book: Book;
  readonly since: WallMs;
}) {
  const rows = await db.$queryRaw<
    {
      slot_at: Date;
      symbol: string;
      bought: string;
      bought_quote: string;
      sold: string;
      sold_quote: string;
      realised: string;
      closed_at: Date | null;
    }[]
  >`
    SELECT min(o."slotAt") FILTER (WHERE f."side" = 'buy') AS slot_at, o."symbol" AS symbol,
      sum(f."amount") FILTER (WHERE f."side" = 'buy')::text AS bought,
      sum(f."amount" * f."price") FILTER (WHERE f."side" = 'buy')::text AS bought_quote,
      coalesce(sum(f."amount") FILTER (WHERE f."side" = 'sell'), 0)::text AS sold,
      coalesce(sum(f."amount" * f."price") FILTER (WHERE f."side" = 'sell'), 0)::text AS sold_quote,
      coalesce(sum(f."realised"), 0)::text AS realised, max(f."marketAt") FILTER (WHERE f."side" = 'sell') AS closed_at
    FROM "fill" f JOIN "orders" o ON o."id" = f."orderId"
    WHERE f."botId" = ${q.botId}::uuid AND f."book" = ${q.book}::"Book" AND f."wallAt" >= ${toDate(q.since)}::timestamptz
    GROUP BY f."positionId", o."symbol" HAVING count(*) FILTER (WHERE f."side" = 'buy') > 0
    ORDER BY slot_at DESC LIMIT ${TRADES_MAX}`;
  return rows.toReversed();
}

const ENDED = Prisma.sql`t."status" IN ('filled', 'cancelled', 'expired', 'rejected')`;
