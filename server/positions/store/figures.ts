import type { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { readDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";

/** What the closed trades of each bot of a book came to, all of its versions; one query. */
export async function findTradeFigures(userId: string, book: Book) {
  const rows = await db.$queryRaw<
    {
      botId: string;
      trades: bigint;
      wins: bigint;
      realised: Prisma.Decimal;
      won: Prisma.Decimal;
      lost: Prisma.Decimal;
      mean: number;
      deviation: number | null;
    }[]
  >`SELECT "botId", count(*) AS trades, count(*) FILTER (WHERE "realised" > 0) AS wins, sum("realised") AS realised,
      coalesce(sum("realised") FILTER (WHERE "realised" > 0), 0) AS won,
      coalesce(-sum("realised") FILTER (WHERE "realised" < 0), 0) AS lost,
      avg("realised" / "boughtQuote")::float8 AS mean, stddev_samp("realised" / "boughtQuote")::float8 AS deviation
    FROM "position" WHERE "userId" = ${userId}::uuid AND "book" = ${book}::"Book" AND "status" = 'closed'
      AND "soldAmount" > 0 AND "boughtQuote" > 0
    GROUP BY "botId"`;
  return rows.map(({ botId, trades, wins, realised, won, lost, mean, deviation }) => ({
    botId,
    trades: Number(trades),
    wins: Number(wins),
    realised: readDecimal(realised),
    won: readDecimal(won),
    lost: readDecimal(lost),
    mean,
    deviation,
  }));
}
