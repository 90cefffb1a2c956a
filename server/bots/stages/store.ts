// Steps of a bot between paper and live, out of the fleet and back, and its versions.
import { Prisma } from "@/prisma/generated/client";
import type { Json } from "@/server/audit/core/canonical-json";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { type Decimal, toText } from "@/server/kernel/money";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { type BotExits, readBotExits } from "@/server/positions/core/exit-rules";

const LIVE_LISTED_MAX = 10_000;

type Ref = { readonly botId: string; readonly userId: string; readonly revision: number };

/** Marks a bot in training as one that may go live, or takes that back. Stale when it was written since it was read. */
export async function saveEligible(
  tx: WriteTx,
  { botId, userId, revision, eligible }: Ref & { readonly eligible: boolean },
): Promise<void> {
  const written = await tx.bot.updateMany({
    where: { id: botId, userId, revision, stage: { in: ["paper_training", "eligible"] } },
    data: { stage: eligible ? "eligible" : "paper_training", revision: revision + 1 },
  });
  if (written.count !== 1) throw new StaleWrite("The bot");
}

/** A live bot enters nothing more and is on its way back to paper. Stale when it was written since it was read. */
export async function saveDemoted(
  tx: WriteTx,
  { botId, userId, revision, reason }: Ref & { readonly reason: string },
): Promise<void> {
  const written = await tx.bot.updateMany({
    where: { id: botId, userId, revision, stage: "live" },
    data: {
      stage: "demoted",
      status: "paused",
      statusBy: "system",
      statusReason: reason,
      quarantinedUntil: null,
      revision: revision + 1,
    },
  });
  if (written.count !== 1) throw new StaleWrite("The bot");
}

export type Return = Ref & {
  readonly book: Book;
  readonly capital: Decimal;
  readonly reason: string;
  readonly version: NewVersion;
};

/** It trains again: on paper, with that money, a version that no trade belongs to yet, and a clock that begins now. */
export async function saveReturned(tx: WriteTx, back: Return): Promise<void> {
  const { botId, userId, revision, book, capital, reason, version } = back;
  await saveVersion(tx, version);
  const written = await tx.bot.updateMany({
    where: { id: botId, userId, revision, stage: "demoted" },
    data: {
      book,
      stage: "paper_training",
      status: "paused",
      statusBy: "system",
      statusReason: reason,
      initialCapital: toText(capital),
      paidOut: "0",
      liveMarketAt: null,
      startedMarketAt: toDate(version.marketNow),
      versionNumber: version.number,
      revision: revision + 1,
    },
  });
  if (written.count !== 1) throw new StaleWrite("The bot");
}

export type NewVersion = {
  readonly botId: string;
  readonly number: number;
  readonly strategy: string;
  readonly params: { readonly [name: string]: Json };
  readonly exits: BotExits | null;
  readonly symbol: string;
  readonly timeframe: string;
  readonly marketNow: MarketMs;
  readonly wallNow: WallMs;
};

async function saveVersion(tx: WriteTx, version: NewVersion): Promise<void> {
  const { exits, marketNow, wallNow, ...rest } = version;
  await tx.botVersion.create({
    data: {
      ...rest,
      exits: exits ?? Prisma.DbNull,
      createdMarketAt: toDate(marketNow),
      createdWallAt: toDate(wallNow),
    },
  });
}

/** A user's bots whose orders go to an exchange, and those that are on their way back from there; oldest first. */
export async function findAtExchange(userId: string) {
  const rows = await db.bot.findMany({
    where: { userId, stage: { in: ["live", "demoted"] }, liveMarketAt: { not: null } },
    include: { versions: { orderBy: { number: "desc" }, take: 1 } },
    orderBy: [{ createdWallAt: "asc" }, { id: "asc" }],
    take: LIVE_LISTED_MAX,
  });
  return rows.map(({ id, name, book, stage, riskMode, initialCapital, liveMarketAt, versions }) => ({
    botId: id,
    name,
    book,
    stage: stage as "live" | "demoted",
    riskMode,
    initialCapital: toText(initialCapital),
    liveAt: marketMs(liveMarketAt ?? 0),
    versionId: versions[0]?.id ?? "",
    exits: versions[0]?.exits ?? null,
  }));
}

/** Gives a bot in training another version. Stale when it was written since it was read. */
export async function saveChangedVersion(
  tx: WriteTx,
  { userId, revision, version }: Omit<Ref, "botId"> & { readonly version: NewVersion },
): Promise<void> {
  await saveVersion(tx, version);
  const written = await tx.bot.updateMany({
    where: { id: version.botId, userId, revision, stage: { in: ["paper_training", "eligible"] } },
    data: { versionNumber: version.number, stage: "paper_training", revision: revision + 1 },
  });
  if (written.count !== 1) throw new StaleWrite("The bot");
}

/** One version of a user's bot, as it was. */
export async function findVersion(userId: string, botId: string, number: number) {
  const row = await db.botVersion.findFirst({ where: { botId, number, bot: { userId } } });
  return (
    row && {
      strategy: row.strategy,
      params: row.params as { readonly [name: string]: Json },
      exits: readBotExits(row.exits),
      symbol: row.symbol,
      timeframe: row.timeframe,
    }
  );
}

type Archiving = {
  readonly botId: string;
  readonly userId: string;
  readonly revision: number;
  readonly reason: string;
  /** absent: the system */
  readonly by?: "user" | "system";
};

/** Takes a bot out of the fleet. Stale when it was written since it was read. */
export async function saveArchived(
  tx: WriteTx,
  { botId, userId, revision, reason, by = "system", wallNow }: Archiving & { readonly wallNow: WallMs },
): Promise<void> {
  const written = await tx.bot.updateMany({
    where: { id: botId, userId, revision, stage: { not: "archived" } },
    data: {
      stage: "archived",
      status: "paused",
      statusBy: by,
      statusReason: reason,
      quarantinedUntil: null,
      archivedWallAt: toDate(wallNow),
      revision: revision + 1,
    },
  });
  if (written.count !== 1) throw new StaleWrite("The bot");
}

/** Takes it back, paused: on paper, or where it went live to. Stale also when another bot has its name. */
export async function saveRestored(
  tx: WriteTx,
  { botId, userId, revision, reason }: Archiving,
): Promise<void> {
  try {
    const written = await tx.$executeRaw`
      UPDATE "bot" SET "stage" = CASE WHEN "liveMarketAt" IS NULL THEN 'paper_training' ELSE 'live' END::"BotStage",
        "status" = 'paused', "statusBy" = 'system', "statusReason" = ${reason}, "archivedWallAt" = NULL,
        "revision" = "revision" + 1
      WHERE "id" = ${botId}::uuid AND "userId" = ${userId}::uuid AND "revision" = ${revision} AND "stage" = 'archived'`;
    if (written !== 1) throw new StaleWrite("The bot");
  } catch (error) {
    if (isUniqueViolation(error)) throw new StaleWrite("The bot's name");
    throw error;
  }
}

/** Which bot was archived, by its name, in any case, or its id, and since when; of several the newest. */
export async function findArchived(
  userId: string,
  nameOrId: string,
): Promise<{ readonly botId: string; readonly archivedAt: WallMs } | null> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(nameOrId);
  const found = await db.bot.findFirst({
    where: { userId, stage: "archived", ...(isId ? { id: nameOrId } : { nameKey: nameOrId.toLowerCase() }) },
    orderBy: { archivedWallAt: "desc" },
    select: { id: true, archivedWallAt: true },
  });
  return found?.archivedWallAt ? { botId: found.id, archivedAt: wallMs(found.archivedWallAt) } : null;
}
