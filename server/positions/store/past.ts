// The newest trades of many bots, for whoever judges a bot by its own past.
import type { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { type Decimal, readDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";

export type PastTrade = {
  readonly botId: string;
  readonly openedAt: MarketMs;
  /** null while it is open */
  readonly closedAt: MarketMs | null;
  /** quote paid, and earned net of fees */
  readonly paid: Decimal;
  readonly realised: Decimal;
};

/** Positions of some bots' present versions in a book, the newest `most` of each, oldest first. One query over an index. */
export async function findPastTrades(
  book: Book,
  asked: readonly { readonly botId: string; readonly versionId: string }[],
  most: number,
): Promise<readonly PastTrade[]> {
  const rows = await db.$queryRaw<
    {
      botId: string;
      openedMarketAt: Date;
      closedMarketAt: Date | null;
      paid: Prisma.Decimal;
      realised: Prisma.Decimal;
    }[]
  >`SELECT past."botId", past."openedMarketAt", past."closedMarketAt", past."boughtQuote" AS paid, past."realised"
    FROM unnest(${asked.map(({ botId }) => botId)}::uuid[], ${asked.map(({ versionId }) => versionId)}::uuid[])
      AS asked(bot, version)
    CROSS JOIN LATERAL (
      SELECT "botId", "openedMarketAt", "closedMarketAt", "boughtQuote", "realised" FROM "position"
      WHERE "botId" = asked.bot AND "versionId" = asked.version AND "book" = ${book}::"Book" AND "boughtQuote" > 0
      ORDER BY "openedWallAt" DESC LIMIT ${most}) AS past
    ORDER BY past."botId", past."openedMarketAt"`;
  return rows.map((row) => ({
    botId: row.botId,
    openedAt: marketMs(row.openedMarketAt),
    closedAt: row.closedMarketAt && marketMs(row.closedMarketAt),
    paid: readDecimal(row.paid),
    realised: readDecimal(row.realised),
  }));
}
