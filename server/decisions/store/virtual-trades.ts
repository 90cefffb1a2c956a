// Virtual trades and what the edge gate says of each bot now. The estimate's own memory: no result is made of it.

import type { Prisma } from "@/prisma/generated/client";
import { type MarketMs, marketMs, toDate, type WallMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, readDecimal } from "@/server/kernel/money";
import { db, type WriteTx } from "@/server/platform/db";
import type { OwnVirtualTrade, VirtualExit } from "../core/virtual-trade";

/** Ended trades kept per bot, the newest. */
const KEPT_MAX = 200;

type Row = Prisma.VirtualTradeGetPayload<Record<string, never>>;

const toTrade = (row: Row): OwnVirtualTrade => ({
  botId: row.botId,
  versionId: row.versionId,
  source: row.source,
  entryPrice: readDecimal(row.entryPrice),
  stopPrice: readDecimal(row.stopPrice),
  targetPrice: readDecimal(row.targetPrice),
  trailingRatio: readDecimal(row.trailingRatio),
  highestPrice: readDecimal(row.highestPrice),
  timeStopAt: row.timeStopMarketAt && marketMs(row.timeStopMarketAt),
  openedAt: marketMs(row.openedMarketAt),
  followedAt: marketMs(row.followedMarketAt),
});

/** The trades that are being followed, at most one a bot. */
export async function findOpenVirtual(botIds: readonly string[]): Promise<readonly OwnVirtualTrade[]> {
  const rows = await db.virtualTrade.findMany({
    where: { botId: { in: [...botIds] }, closedMarketAt: null },
  });
  return rows.map(toTrade);
}

export type NewVirtualTrade = OwnVirtualTrade & {
  readonly userId: string;
  readonly book: Row["book"];
  readonly exchange: ExchangeName;
  readonly symbol: string;
};

/** Those of a bot that has one already are left out. */
export async function saveVirtualOpened(
  tx: WriteTx,
  trades: readonly NewVirtualTrade[],
  wallAt: WallMs,
): Promise<void> {
  if (trades.length === 0) return;
  await tx.virtualTrade.createMany({
    skipDuplicates: true,
    data: trades.map((trade) => ({
      userId: trade.userId,
      botId: trade.botId,
      versionId: trade.versionId,
      book: trade.book,
      exchange: trade.exchange,
      symbol: trade.symbol,
      source: trade.source,
      entryPrice: trade.entryPrice.toFixed(),
      stopPrice: trade.stopPrice.toFixed(),
      targetPrice: trade.targetPrice.toFixed(),
      trailingRatio: trade.trailingRatio.toFixed(),
      highestPrice: trade.highestPrice.toFixed(),
      timeStopMarketAt: trade.timeStopAt === null ? null : toDate(trade.timeStopAt),
      openedMarketAt: toDate(trade.openedAt),
      followedMarketAt: toDate(trade.followedAt),
      wallAt: toDate(wallAt),
    })),
  });
}

export type FollowedTrade = {
  readonly botId: string;
  readonly highestPrice: Decimal;
  readonly followedAt: MarketMs;
  /** null: it goes on */
  readonly exit: VirtualExit | null;
};

/** What the newest candle made of the trades that are being followed, in one statement; and no more kept than is read. */
export async function saveVirtualFollowed(tx: WriteTx, followed: readonly FollowedTrade[]): Promise<void> {
  if (followed.length === 0) return;
  const column = <T>(of: (one: FollowedTrade) => T) => followed.map(of);
  await tx.$executeRaw`
    UPDATE "virtual_trade" t SET "highestPrice" = f.highest, "followedMarketAt" = f.followed,
      "closedMarketAt" = f.closed, "exitPrice" = f.price, "exitReason" = f.reason
    FROM unnest(${column(({ botId }) => botId)}::uuid[], ${column((one) => one.highestPrice.toFixed())}::numeric[],
      ${column((one) => toDate(one.followedAt))}::timestamptz[],
      ${column(({ exit }) => exit && toDate(exit.closedAt))}::timestamptz[],
      ${column(({ exit }) => exit?.exitPrice.toFixed() ?? null)}::numeric[],
      ${column(({ exit }) => exit?.reasonCode ?? null)}::text[]) AS f(bot, highest, followed, closed, price, reason)
    WHERE t."botId" = f.bot AND t."closedMarketAt" IS NULL AND t."followedMarketAt" < f.followed`;
  const ended = followed.filter(({ exit }) => exit !== null).map(({ botId }) => botId);
  if (ended.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM "virtual_trade" WHERE "id" IN (
      SELECT old."id" FROM unnest(${ended}::uuid[]) AS ended(bot) CROSS JOIN LATERAL (
        SELECT "id" FROM "virtual_trade" WHERE "botId" = ended.bot AND "closedMarketAt" IS NOT NULL
        ORDER BY "closedMarketAt" DESC OFFSET ${KEPT_MAX}) AS old)`;
}

/** Trades of another version, or of a market that is not in use any more, say nothing. */
export async function deleteVirtual(tx: WriteTx, botIds: readonly string[]): Promise<void> {
  if (botIds.length === 0) return;
  await tx.virtualTrade.deleteMany({ where: { botId: { in: [...botIds] }, closedMarketAt: null } });
}

export type VirtualSum = { readonly trades: number; readonly mean: Decimal };

/** How many virtual trades of each bot's version have ended since, and their mean move: exit over entry less one. */
export async function sumVirtual(
  asked: readonly { readonly botId: string; readonly versionId: string; readonly edgeFrom: MarketMs }[],
): Promise<ReadonlyMap<string, VirtualSum>> {
  if (asked.length === 0) return new Map();
  const rows = await db.$queryRaw<{ botId: string; trades: bigint; mean: Prisma.Decimal }[]>`
    SELECT t."botId", count(*) AS trades, round(avg(t."exitPrice" / t."entryPrice" - 1), 18) AS mean
    FROM unnest(${asked.map(({ botId }) => botId)}::uuid[], ${asked.map(({ versionId }) => versionId)}::uuid[],
      ${asked.map(({ edgeFrom }) => toDate(edgeFrom))}::timestamptz[]) AS asked(bot, version, edge_from)
    JOIN "virtual_trade" t ON t."botId" = asked.bot AND t."versionId" = asked.version
      AND t."closedMarketAt" >= asked.edge_from
    GROUP BY 1`;
  return new Map(
    rows.map(({ botId, trades, mean }) => [botId, { trades: Number(trades), mean: readDecimal(mean) }]),
  );
}

/** What the edge gate says of a bot now. Ratios are fractions. */
export type EdgeStanding = {
  readonly botId: string;
  readonly userId: string;
  readonly held: boolean;
  readonly expected: Decimal;
  readonly cost: Decimal;
  readonly trades: number;
  readonly virtualTrades: number;
  readonly slotAt: MarketMs;
};

/** Rows that say the same as before are not touched: a bot's standing moves with its trades, not with its candles. */
export async function saveStandings(tx: WriteTx, standings: readonly EdgeStanding[]): Promise<void> {
  if (standings.length === 0) return;
  const column = <T>(of: (one: EdgeStanding) => T) => standings.map(of);
  await tx.$executeRaw`
    INSERT INTO "edge_standing" ("botId", "userId", "held", "expected", "cost", "trades", "virtualTrades", "slotAt")
    SELECT now.* FROM unnest(${column(({ botId }) => botId)}::uuid[], ${column(({ userId }) => userId)}::uuid[],
      ${column(({ held }) => held)}::boolean[], ${column((one) => one.expected.toFixed())}::numeric[],
      ${column((one) => one.cost.toFixed())}::numeric[], ${column(({ trades }) => trades)}::int[],
      ${column((one) => one.virtualTrades)}::int[], ${column((one) => toDate(one.slotAt))}::timestamptz[])
      AS now(bot, owner, held, expected, cost, trades, followed, slot)
    LEFT JOIN "edge_standing" old ON old."botId" = now.bot
    WHERE (old."held", old."expected", old."cost", old."trades", old."virtualTrades")
      IS DISTINCT FROM (now.held, now.expected, now.cost, now.trades, now.followed)
    ON CONFLICT ("botId") DO UPDATE SET "held" = excluded."held", "expected" = excluded."expected",
      "cost" = excluded."cost", "trades" = excluded."trades", "virtualTrades" = excluded."virtualTrades",
      "slotAt" = excluded."slotAt"`;
}

/** The bots of a user that the gate holds back. */
export async function findHeld(userId: string): Promise<readonly EdgeStanding[]> {
  const rows = await db.edgeStanding.findMany({ where: { userId, held: true }, take: HELD_MAX });
  return rows.map((row) => ({
    botId: row.botId,
    userId: row.userId,
    held: row.held,
    expected: readDecimal(row.expected),
    cost: readDecimal(row.cost),
    trades: row.trades,
    virtualTrades: row.virtualTrades,
    slotAt: marketMs(row.slotAt),
  }));
}

const HELD_MAX = 10_000;
