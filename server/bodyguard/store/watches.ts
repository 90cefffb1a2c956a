import type { Prisma } from "@/prisma/generated/client";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { db, type RecordTx, type WriteTx } from "@/server/platform/db";
import type { BotWatch, KeptMeasures } from "../core/bot-watch";

type Key = { readonly userId: string; readonly book: Book };
type Row = Prisma.BotWatchGetPayload<Record<string, never>>;
type SampleRow = readonly [number, number];

const WATCHES_MAX = 10_000;

const toWatch = (row: Row): BotWatch => ({
  botId: row.botId,
  versionId: row.versionId,
  watchedFrom: marketMs(row.watchedMarketFrom),
  invested: row.invested.toNumber(),
  capitalFrom: marketMs(row.capitalMarketFrom),
  samples: (row.samples as unknown as readonly SampleRow[]).map(([at, profit]) => ({
    at: marketMs(at),
    profit,
  })),
  lookedAt: marketMs(row.lookedMarketAt),
});

/** What is remembered of the bots of a book. */
export async function findWatches({ userId, book }: Key): Promise<ReadonlyMap<string, BotWatch>> {
  const rows = await db.botWatch.findMany({ where: { userId, book }, take: WATCHES_MAX });
  return new Map(rows.map((row) => [row.botId, toWatch(row)]));
}

/** What the newest look measured, bot by bot, with when that was. */
export async function findMeasures(userId: string, book: Book) {
  const rows = await db.botWatch.findMany({
    where: { userId, book },
    select: { botId: true, measures: true, lookedMarketAt: true },
    take: WATCHES_MAX,
  });
  return rows.map(({ botId, measures, lookedMarketAt }) => ({
    botId,
    measures: measures as unknown as KeptMeasures,
    lookedAt: marketMs(lookedMarketAt),
  }));
}

const SCALE = 12;

/** Writes what was seen at one look, in one statement. */
export async function saveWatches(
  tx: RecordTx,
  { userId, book }: Key,
  looks: readonly { readonly watch: BotWatch; readonly measures: KeptMeasures }[],
  wallNow: WallMs,
): Promise<void> {
  const column = <T>(of: (look: (typeof looks)[number]) => T) => looks.map(of);
  await tx.$executeRaw`
    INSERT INTO "bot_watch" ("botId", "userId", "book", "versionId", "watchedMarketFrom", "invested", "capitalMarketFrom",
      "samples", "measures", "lookedMarketAt", "lookedWallAt")
    SELECT bot, ${userId}::uuid, ${book}::"Book", version, since, invested::numeric, capital_since, samples::json,
      measures::json, at, ${toDate(wallNow)}::timestamptz
    FROM unnest(${column(({ watch }) => watch.botId)}::uuid[], ${column(({ watch }) => watch.versionId)}::uuid[],
      ${column(({ watch }) => toDate(watch.watchedFrom))}::timestamptz[],
      ${column(({ watch }) => watch.invested.toFixed(SCALE))}::text[],
      ${column(({ watch }) => toDate(watch.capitalFrom))}::timestamptz[],
      ${column(({ watch }) => JSON.stringify(watch.samples.map(({ at, profit }) => [at, profit])))}::text[],
      ${column(({ measures }) => JSON.stringify(measures))}::text[],
      ${column(({ watch }) => toDate(watch.lookedAt))}::timestamptz[])
      AS seen(bot, version, since, invested, capital_since, samples, measures, at)
    ON CONFLICT ("botId") DO UPDATE SET "book" = excluded."book", "versionId" = excluded."versionId",
      "watchedMarketFrom" = greatest("bot_watch"."watchedMarketFrom", excluded."watchedMarketFrom"),
      "invested" = excluded."invested", "capitalMarketFrom" = excluded."capitalMarketFrom",
      "samples" = excluded."samples", "measures" = excluded."measures",
      "lookedMarketAt" = excluded."lookedMarketAt", "lookedWallAt" = excluded."lookedWallAt"`;
}

/** Nothing before this instant is held against the bot any more. */
export async function saveWatchedFrom(tx: WriteTx, botId: string, from: MarketMs): Promise<void> {
  await tx.botWatch.updateMany({
    where: { botId },
    data: { watchedMarketFrom: toDate(from), samples: [], measures: {} },
  });
}
