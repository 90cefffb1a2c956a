import { Prisma } from "@/prisma/generated/client";
import type { Json } from "@/server/audit/core/canonical-json";
import type { Book } from "@/server/kernel/book";
import { type MarketMs, marketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { type ExchangeName, readExchange } from "@/server/kernel/exchange-names";
import { type Decimal, toText } from "@/server/kernel/money";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";
import { type BotExits, readBotExits } from "@/server/positions/core/exit-rules";
import type { BotView, RiskModeName } from "./core/bot";
import type { TradingBot } from "./core/trading-bot";

/** Above any fleet the settings allow; a page never asks for more. */
const BOTS_LISTED_MAX = 10_000;

/** A bot without the record of its trades, which the positions keep. */
export type BotRow = Omit<BotView, "closedTrades" | "wins" | "realised" | "hasOpenPosition">;

const include = { versions: { orderBy: { number: "desc" }, take: 1 } } as const;
type Found = NonNullable<Awaited<ReturnType<typeof findAny>>>;
const findAny = () => db.bot.findFirst({ include });

/** A user's living bots, oldest first. */
export async function findBots(userId: string): Promise<readonly BotRow[]> {
  const rows = await db.bot.findMany({
    where: { userId, stage: { not: "archived" } },
    include,
    orderBy: [{ createdWallAt: "asc" }, { id: "asc" }],
    take: BOTS_LISTED_MAX,
  });
  return rows.map(toRow);
}

/** A user's bot by its name, in any case, or by its id; the id also finds an archived one. */
export async function findBot(userId: string, nameOrId: string): Promise<BotRow | null> {
  const byName = { userId, nameKey: nameOrId.toLowerCase(), stage: { not: "archived" as const } };
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(nameOrId);
  const found = await db.bot.findFirst({ where: isId ? { userId, id: nameOrId } : byName, include });
  return found && toRow(found);
}

/** Whether the user ever had a bot of that name, living or archived. */
export async function hadBot(userId: string, name: string): Promise<boolean> {
  return (await db.bot.count({ where: { userId, nameKey: name.toLowerCase() } })) > 0;
}

export type NewBot = {
  readonly botId: string;
  readonly userId: string;
  readonly name: string;
  readonly book: Book;
  readonly exchange: ExchangeName;
  readonly status: "new" | "running";
  readonly statusReason: string;
  readonly riskMode: RiskModeName;
  readonly stakeCurrency: string;
  readonly capital: Decimal;
  readonly strategy: string;
  readonly params: { readonly [name: string]: Json };
  readonly exits: BotExits | null;
  readonly symbol: string;
  readonly timeframe: string;
  readonly marketNow: MarketMs;
  readonly wallNow: WallMs;
  /** what the writer counted; creations of one user follow each other, so it still holds or the write is stale */
  readonly botsCounted: number;
  /** the live bot it accompanies on paper */
  readonly twinOf?: string;
  /** the template it is made from; absent: by hand */
  readonly template?: string;
};

const lockFleet = (tx: WriteTx, userId: string) =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`amarktai:bots:${userId}`})::bigint)`;

const bornSince = (userId: string, since: MarketMs) => ({
  where: { userId, template: { not: null }, createdMarketAt: { gte: toDate(since) } },
});

/** How many bots of a user were made from templates since then, market clock, archived ones too. */
export const countBorn = (userId: string, since: MarketMs): Promise<number> =>
  db.bot.count(bornSince(userId, since));

/** The same for a writer, who keeps every other one out until its commit. Stale when it is another number by now. */
export async function checkBorn(
  tx: WriteTx,
  { userId, since, born }: { readonly userId: string; readonly since: MarketMs; readonly born: number },
): Promise<void> {
  await lockFleet(tx, userId);
  if ((await tx.bot.count(bornSince(userId, since))) !== born) throw new StaleWrite("The fleet");
}

/** Writes a bot with its first version. Stale when the name was taken or another bot came meanwhile. */
export async function saveNewBot(tx: WriteTx, bot: NewBot): Promise<void> {
  await lockFleet(tx, bot.userId);
  const count = await tx.bot.count({ where: { userId: bot.userId, stage: { not: "archived" } } });
  if (count !== bot.botsCounted) throw new StaleWrite("The fleet");
  const created = { createdMarketAt: toDate(bot.marketNow), createdWallAt: toDate(bot.wallNow) };
  try {
    await tx.bot.create({
      data: {
        id: bot.botId,
        userId: bot.userId,
        name: bot.name,
        nameKey: bot.name.toLowerCase(),
        book: bot.book,
        exchange: bot.exchange,
        status: bot.status,
        statusReason: bot.statusReason,
        riskMode: bot.riskMode,
        stakeCurrency: bot.stakeCurrency,
        initialCapital: toText(bot.capital),
        twinOf: bot.twinOf ?? null,
        template: bot.template ?? null,
        ...created,
        startedMarketAt: bot.status === "running" ? toDate(bot.marketNow) : null,
      },
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new StaleWrite(`The name ${bot.name}`);
    throw error;
  }
  const { botId, strategy, params, symbol, timeframe } = bot;
  const exits = bot.exits ?? Prisma.DbNull;
  await tx.botVersion.create({
    data: { botId, number: 1, strategy, params, exits, symbol, timeframe, ...created },
  });
}

export type StatusChange = {
  readonly botId: string;
  readonly userId: string;
  /** the revision the writer read */
  readonly revision: number;
  readonly status: "running" | "paused" | "quarantined";
  /** of a quarantine: when it is over, market clock */
  readonly quarantinedUntil?: MarketMs;
  readonly by: string;
  readonly reason: string;
  /** set on the first run */
  readonly startedMarketAt?: MarketMs;
};

/** Changes a bot's status. Stale when the bot was written since it was read. */
export async function saveStatus(tx: WriteTx, change: StatusChange): Promise<void> {
  const { botId, userId, revision, status, startedMarketAt, quarantinedUntil } = change;
  const written = await tx.bot.updateMany({
    where: { id: botId, userId, revision },
    data: {
      status,
      statusBy: change.by,
      statusReason: change.reason,
      quarantinedUntil: quarantinedUntil === undefined ? null : toDate(quarantinedUntil),
      revision: revision + 1,
      ...(startedMarketAt === undefined ? {} : { startedMarketAt: toDate(startedMarketAt) }),
    },
  });
  if (written.count !== 1) throw new StaleWrite("The bot");
}

/** Pauses every bot of a user that runs or sits out a quarantine; answers how many. */
export async function savePausedAll(
  tx: WriteTx,
  { userId, by, reason }: { readonly userId: string; readonly by: string; readonly reason: string },
): Promise<number> {
  const { count } = await tx.bot.updateMany({
    where: { userId, status: { in: ["running", "quarantined"] }, stage: { not: "archived" } },
    data: {
      status: "paused",
      statusBy: by,
      statusReason: reason,
      quarantinedUntil: null,
      revision: { increment: 1 },
    },
  });
  return count;
}

export type BookChange = {
  readonly botId: string;
  readonly userId: string;
  /** the revision the writer read */
  readonly revision: number;
  readonly book: Book;
  readonly capital: Decimal;
  readonly marketNow: MarketMs;
  /** at once; else it waits to be resumed */
  readonly runs: boolean;
};

/** A bot's orders go to an exchange from now on, with other money. Stale when it was written since. */
export async function saveGoneLive(tx: WriteTx, change: BookChange): Promise<void> {
  const { botId, userId, revision, book, capital, marketNow, runs } = change;
  const written = await tx.bot.updateMany({
    where: { id: botId, userId, revision },
    data: {
      book,
      stage: "live",
      status: runs ? "running" : "paused",
      statusBy: "system",
      statusReason: runs ? "promoted on evidence" : "gone live: resume it to let it trade",
      quarantinedUntil: null,
      initialCapital: toText(capital),
      paidOut: "0",
      liveMarketAt: toDate(marketNow),
      revision: revision + 1,
    },
  });
  if (written.count !== 1) throw new StaleWrite("The bot");
}

type CapitalChange = {
  readonly botId: string;
  readonly userId: string;
  readonly revision: number;
  readonly put: Decimal;
  readonly paidOut: Decimal;
};

/** Changes what was put into a bot, or paid out of its profit. Stale when the bot was written since it was read. */
export async function saveCapitalMoved(tx: WriteTx, change: CapitalChange): Promise<void> {
  const { botId, userId, revision, put, paidOut } = change;
  const written = await tx.bot.updateMany({
    where: { id: botId, userId, revision, stage: { not: "archived" } },
    data: {
      initialCapital: { increment: put.toFixed() },
      paidOut: { increment: paidOut.toFixed() },
      revision: revision + 1,
    },
  });
  if (written.count !== 1) throw new StaleWrite("The bot");
}

/** A user's bots of a book whose quarantine was over at that instant of the market clock. */
export async function findQuarantinesOver(q: {
  userId: string;
  book: Book;
  marketNow: MarketMs;
}): Promise<readonly { botId: string; name: string; revision: number }[]> {
  const { userId, book, marketNow } = q;
  const rows = await db.bot.findMany({
    where: { userId, book, status: "quarantined", quarantinedUntil: { lte: toDate(marketNow) } },
    select: { id: true, name: true, revision: true },
    take: BOTS_LISTED_MAX,
  });
  return rows.map(({ id, name, revision }) => ({ botId: id, name, revision }));
}

export type TradingBotQuery = {
  readonly timeframe?: string;
  readonly botIds?: readonly string[];
  readonly shard?: { readonly index: number; readonly of: number };
  readonly limit: number;
};

/** Bots with their current version, by id. Running ones only, unless named; a shard is a fixed part of all bots. */
export function findTradingBots(q: TradingBotQuery): Promise<TradingBot[]> {
  const botIds = q.botIds ? [...q.botIds] : null;
  return db.$queryRaw<TradingBot[]>`
    SELECT bot."id" AS "botId", bot."userId", bot."name", bot."book"::text, bot."exchange", version."symbol",
      version."timeframe", version."strategy", version."params", version."exits", version."id" AS "versionId",
      version."number" AS "versionNumber", bot."riskMode"::text, bot."status"::text, bot."stakeCurrency",
      trim_scale(bot."initialCapital")::text AS "initialCapital", bot."liveMarketAt"
    FROM "bot" AS bot
    JOIN "bot_version" AS version ON version."botId" = bot."id" AND version."number" = bot."versionNumber"
    WHERE (${botIds}::uuid[] IS NULL AND bot."status" = 'running' AND bot."stage" <> 'archived'
        OR bot."id" = ANY(${botIds}::uuid[]))
      AND (${q.timeframe ?? null}::text IS NULL OR version."timeframe" = ${q.timeframe ?? null}::text)
      AND (hashtext(bot."id"::text)::bigint & 2147483647) % ${q.shard?.of ?? 1}::bigint = ${q.shard?.index ?? 0}::bigint
    ORDER BY bot."id" LIMIT ${q.limit}`;
}

/** Which of these run. */
export const runningSql = (botIds: readonly string[]): Prisma.Sql =>
  Prisma.sql`SELECT "id" FROM "bot" WHERE "id" = ANY(${[...botIds]}::uuid[]) AND "status" = 'running'`;

/** How many bots run on each timeframe, of all users; none where none runs. */
export function countRunningBots(): Promise<{ readonly timeframe: string; readonly bots: number }[]> {
  return db.$queryRaw<{ timeframe: string; bots: number }[]>`
    SELECT version."timeframe", count(*)::int AS "bots" FROM "bot" AS bot
    JOIN "bot_version" AS version ON version."botId" = bot."id" AND version."number" = bot."versionNumber"
    WHERE bot."status" = 'running' AND bot."stage" <> 'archived' GROUP BY 1`;
}

export type RunningBot = {
  readonly botId: string;
  readonly timeframe: string;
  readonly exchange: ExchangeName;
  readonly symbol: string;
};

/** Every running bot of all users. */
export function findRunningBots(): Promise<RunningBot[]> {
  return db.$queryRaw<RunningBot[]>`
    SELECT bot."id" AS "botId", version."timeframe", bot."exchange", version."symbol" FROM "bot" AS bot
    JOIN "bot_version" AS version ON version."botId" = bot."id" AND version."number" = bot."versionNumber"
    WHERE bot."status" = 'running' AND bot."stage" <> 'archived'`;
}

/** A user's bots that train on paper, oldest first: twins of live ones are none. */
export async function findTraining(userId: string) {
  const rows = await db.bot.findMany({
    where: { userId, stage: { in: ["paper_training", "eligible"] }, twinOf: null },
    include,
    orderBy: [{ createdWallAt: "asc" }, { id: "asc" }],
    take: BOTS_LISTED_MAX,
  });
  return rows.map((row) => ({
    ...toRow(row),
    versionId: row.versions[0]?.id ?? "",
    startedAt: row.startedMarketAt && marketMs(row.startedMarketAt),
    versionAt: marketMs(row.versions[0]?.createdMarketAt ?? row.createdMarketAt),
  }));
}

/** Whose books have a bot that runs or sits out a quarantine. */
export const findBooksInUse = (): Promise<{ readonly userId: string; readonly book: Book }[]> =>
  db.bot.findMany({
    where: { status: { in: ["running", "quarantined"] }, stage: { not: "archived" } },
    distinct: ["userId", "book"],
    select: { userId: true, book: true },
    orderBy: [{ userId: "asc" }, { book: "asc" }],
    take: BOTS_LISTED_MAX,
  });

function toRow(found: Found): BotRow {
  const [version] = found.versions;
  return {
    botId: found.id,
    name: found.name,
    book: found.book,
    exchange: readExchange(found.exchange),
    symbol: version?.symbol ?? "",
    timeframe: version?.timeframe ?? "",
    strategy: version?.strategy ?? "",
    params: (version?.params ?? {}) as BotView["params"],
    exits: readBotExits(version?.exits),
    version: found.versionNumber,
    riskMode: found.riskMode,
    stage: found.stage,
    status: found.status,
    statusBy: found.statusBy,
    statusReason: found.statusReason,
    stakeCurrency: found.stakeCurrency,
    initialCapital: toText(found.initialCapital),
    paidOut: toText(found.paidOut),
    revision: found.revision,
    createdWallAt: found.createdWallAt.toISOString(),
    liveMarketAt: found.liveMarketAt?.toISOString() ?? null,
    twinOf: found.twinOf,
  };
}
