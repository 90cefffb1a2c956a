// What the positions of bots and books came to, summed up by the database.

import type { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate } from "@/server/kernel/clock";
import { readExchange } from "@/server/kernel/exchange-names";
import { readDecimal, ZERO } from "@/server/kernel/money";
import { db, type ReadTx } from "@/server/platform/db";
import type { BotRecord } from "../core/bot-record";

/** Per bot and book: closed trades, wins, realised and whether a position is open. One query over an index. */
export async function findBotRecords(userId: string) {
  const rows = await db.$queryRaw<
    {
      botId: string;
      book: Book;
      closed: bigint;
      wins: bigint;
      realised: Prisma.Decimal | null;
      open: bigint;
    }[]
  >`SELECT "botId", "book"::text, count(*) FILTER (WHERE "status" = 'closed') AS closed,
      count(*) FILTER (WHERE "status" = 'closed' AND "realised" > 0) AS wins,
      sum("realised") AS realised, count(*) FILTER (WHERE "status" = 'open') AS open
    FROM "position" WHERE "userId" = ${userId}::uuid GROUP BY "botId", "book"`;
  return rows.map((row) => ({
    botId: row.botId,
    book: row.book,
    closedTrades: Number(row.closed),
    wins: Number(row.wins),
    realised: row.realised ? readDecimal(row.realised).toFixed() : "0",
    hasOpenPosition: row.open > BigInt(0),
  }));
}

/** What a book holds in open positions, per market, in base. */
export async function sumHoldings(userId: string, book: Book) {
  const rows = await db.$queryRaw<
    { exchange: string; symbol: string; base: string; quote: string; amount: Prisma.Decimal }[]
  >`SELECT "exchange", "symbol", "base", "quote", sum("amount") AS amount FROM "position"
    WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book" AND "status" = 'open' GROUP BY 1, 2, 3, 4`;
  return rows.map((row) => ({
    ...row,
    exchange: readExchange(row.exchange),
    amount: readDecimal(row.amount),
  }));
}

/** How one bot's past is asked for: the version and market it trades, and from when on, market clock. */
export type TradeRecordQuery = {
  readonly botId: string;
  readonly versionId: string;
  readonly symbol: string;
  readonly edgeFrom: MarketMs;
  readonly exitsFrom: MarketMs;
  readonly stopsFrom: MarketMs;
  readonly profitFrom: MarketMs;
};

/** Closed positions looked at per bot, the newest. */
const PAST_MAX = 500;

/**
 * The closed trades of some bots of one book in one query: the version's mean move of price (exit over entry less one),
 * the last exit, stops hit, and what its market earned as a share of what was paid, summed.
 */
export async function findTradeRecords(book: Book, asked: readonly TradeRecordQuery[]) {
  const column = <T>(of: (one: TradeRecordQuery) => T) => asked.map(of);
  const rows = await db.$queryRaw<
    {
      botId: string;
      trades: bigint;
      mean: Prisma.Decimal | null;
      lastExitAt: Date | null;
      stops: bigint;
      marketTrades: bigint;
      marketProfit: Prisma.Decimal | null;
    }[]
  >`SELECT asked.bot AS "botId",
      count(*) FILTER (WHERE "versionId" = version AND "closedMarketAt" >= edge_from AND "soldAmount" > 0) AS trades,
      round(avg("soldQuote" / "soldAmount" / ("boughtQuote" / "boughtAmount") - 1)
        FILTER (WHERE "versionId" = version AND "closedMarketAt" >= edge_from AND "soldAmount" > 0), 18) AS mean,
      max("closedMarketAt") FILTER (WHERE "closedMarketAt" >= exits_from) AS "lastExitAt",
      count(*) FILTER (WHERE "exitReason" IN ('stop_loss', 'exchange_stop') AND "closedMarketAt" >= stops_from) AS stops,
      count(*) FILTER (WHERE "symbol" = market AND "closedMarketAt" >= profit_from) AS "marketTrades",
      round(sum("realised" / "boughtQuote")
        FILTER (WHERE "symbol" = market AND "closedMarketAt" >= profit_from), 18) AS "marketProfit"
    FROM unnest(${column((one) => one.botId)}::uuid[], ${column((one) => one.versionId)}::uuid[],
      ${column((one) => one.symbol)}::text[], ${column((one) => toDate(one.edgeFrom))}::timestamptz[],
      ${column((one) => toDate(one.exitsFrom))}::timestamptz[], ${column((one) => toDate(one.stopsFrom))}::timestamptz[],
      ${column((one) => toDate(one.profitFrom))}::timestamptz[])
      AS asked(bot, version, market, edge_from, exits_from, stops_from, profit_from)
    CROSS JOIN LATERAL (
      SELECT * FROM "position" WHERE "botId" = asked.bot AND "status" = 'closed' AND "book" = ${book}::"Book"
        AND "closedMarketAt" >= least(edge_from, exits_from, stops_from, profit_from)
        AND "boughtAmount" > 0 AND "boughtQuote" > 0
      ORDER BY "closedMarketAt" DESC LIMIT ${PAST_MAX}) AS past
    GROUP BY asked.bot`;
  return rows.map((row) => ({
    botId: row.botId,
    trades: Number(row.trades),
    mean: row.mean && readDecimal(row.mean),
    lastExitAt: row.lastExitAt && marketMs(row.lastExitAt),
    stops: Number(row.stops),
    marketTrades: Number(row.marketTrades),
    marketProfit: row.marketProfit ? readDecimal(row.marketProfit) : ZERO,
  }));
}

const VERSION_TRADES_MAX = 20_000;

/** The closed trades of these versions of bots in the order they were closed, the newest of each; one query. */
export async function findVersionTrades(of: readonly { readonly versionId: string; readonly book: Book }[]) {
  const rows = await db.$queryRaw<
    { versionId: string; closedAt: Date; realised: Prisma.Decimal; paid: Prisma.Decimal }[]
  >`SELECT asked.version AS "versionId", past."closedMarketAt" AS "closedAt", past."realised", past."boughtQuote" AS paid
    FROM unnest(${of.map(({ versionId }) => versionId)}::uuid[], ${of.map(({ book }) => book)}::text[]) AS asked(version, book)
    CROSS JOIN LATERAL (
      SELECT "closedMarketAt", "realised", "boughtQuote", "id" FROM "position"
      WHERE "versionId" = asked.version AND "book"::text = asked.book AND "status" = 'closed' AND "soldAmount" > 0
        AND "boughtQuote" > 0
      ORDER BY "closedMarketAt" DESC LIMIT ${VERSION_TRADES_MAX}) AS past
    ORDER BY past."closedMarketAt", past."id"`;
  return rows.map(({ versionId, closedAt, realised, paid }) => ({
    versionId,
    closedAt: marketMs(closedAt),
    realised: readDecimal(realised),
    paid: readDecimal(paid),
  }));
}

/** The closed trades of some bots since an instant, each in the book named beside it: the newest so many of each, oldest first. */
export async function findBotTrades(
  of: readonly { readonly botId: string; readonly book: Book }[],
  { since, most }: { readonly since: MarketMs; readonly most: number },
) {
  const rows = await db.$queryRaw<
    {
      botId: string;
      closedAt: Date;
      realised: Prisma.Decimal;
      paid: Prisma.Decimal;
      exitReason: string | null;
    }[]
  >`SELECT asked.bot AS "botId", past."closedMarketAt" AS "closedAt", past."realised", past."boughtQuote" AS paid,
      past."exitReason"
    FROM unnest(${of.map(({ botId }) => botId)}::uuid[], ${of.map(({ book }) => book)}::text[]) AS asked(bot, book)
    CROSS JOIN LATERAL (
      SELECT "closedMarketAt", "realised", "boughtQuote", "exitReason", "id" FROM "position"
      WHERE "botId" = asked.bot AND "book"::text = asked.book AND "status" = 'closed' AND "soldAmount" > 0
        AND "boughtQuote" > 0 AND "closedMarketAt" >= ${toDate(since)}
      ORDER BY "closedMarketAt" DESC LIMIT ${most}) AS past
    ORDER BY past."closedMarketAt", past."id"`;
  return rows.map(({ botId, closedAt, realised, paid, exitReason }) => ({
    botId,
    closedAt: marketMs(closedAt),
    realised: readDecimal(realised),
    paid: readDecimal(paid),
    exitReason,
  }));
}

/**
 * What the positions of each bot of a book came to per market, open ones included, and the dust that closed ones left.
 * Turnover is what was bought plus what was sold.
 */
export async function findTotals(
  userId: string,
  book: Book,
  from: ReadTx = db,
): Promise<readonly BotRecord[]> {
  const rows = await from.$queryRaw<
    {
      botId: string;
      exchange: string;
      symbol: string;
      base: string;
      quote: string;
      closed: bigint;
      wins: bigint;
      realised: Prisma.Decimal;
      fees: Prisma.Decimal;
      turnover: Prisma.Decimal;
      dust: Prisma.Decimal;
      dustCost: Prisma.Decimal;
    }[]
  >`SELECT "botId", "exchange", "symbol", "base", "quote", count(*) FILTER (WHERE "status" = 'closed') AS closed,
      count(*) FILTER (WHERE "status" = 'closed' AND "realised" > 0) AS wins,
      sum("realised") AS realised, sum("feesQuote") AS fees, sum("boughtQuote" + "soldQuote") AS turnover,
      coalesce(sum("amount") FILTER (WHERE "status" = 'closed'), 0) AS dust,
      coalesce(sum("cost") FILTER (WHERE "status" = 'closed'), 0) AS "dustCost"
    FROM "position" WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book" GROUP BY 1, 2, 3, 4, 5`;
  return rows.map(({ botId, exchange, symbol, base, quote, ...row }) => ({
    botId,
    exchange: readExchange(exchange),
    symbol,
    base,
    quote,
    closedTrades: Number(row.closed),
    wins: Number(row.wins),
    realised: readDecimal(row.realised),
    fees: readDecimal(row.fees),
    turnover: readDecimal(row.turnover),
    dust: { amount: readDecimal(row.dust), cost: readDecimal(row.dustCost) },
  }));
}
