import { Prisma } from "@/prisma/generated/client";
import { toDate, type WallMs } from "@/server/kernel/clock";
import { db, type WriteTx } from "@/server/platform/db";

export type ModeRow = {
  readonly paper: boolean;
  readonly live: boolean;
  readonly autopilot: boolean;
  readonly entriesStopped: boolean;
  readonly halted: boolean;
};

/** What the user changed from the defaults; null where nothing was ever stored. */
export async function findOverrides(userId: string): Promise<unknown> {
  const row = await db.settings.findUnique({ where: { userId }, select: { overrides: true } });
  return row?.overrides ?? null;
}

export function findMode(userId: string): Promise<ModeRow | null> {
  return db.tradingMode.findUnique({
    where: { userId },
    select: { paper: true, live: true, autopilot: true, entriesStopped: true, halted: true },
  });
}

const MODES_MAX = 1_000;

export const findModes = (): Promise<readonly ModeRow[]> =>
  db.tradingMode.findMany({
    select: { paper: true, live: true, autopilot: true, entriesStopped: true, halted: true },
    take: MODES_MAX,
  });

export const overridesSql = (userId: string): Prisma.Sql =>
  Prisma.sql`SELECT "overrides" FROM "settings" WHERE "userId" = ${userId}::uuid`;

const MODES = Prisma.sql`"paper", "live", "autopilot", "entriesStopped", "halted"`;

export const modeSql = (userId: string): Prisma.Sql =>
  Prisma.sql`SELECT ${MODES} FROM "trading_mode" WHERE "userId" = ${userId}::uuid`;

/**
 * One row while the modes are as they were seen, share-locked until the statement's commit: an emergency stop waits for it, or
 * it answers none.
 */
export const modeAsSeenSql = (userId: string, seen: ModeRow): Prisma.Sql => Prisma.sql`
  SELECT 1 FROM "trading_mode" WHERE "userId" = ${userId}::uuid AND "paper" = ${seen.paper} AND "live" = ${seen.live}
    AND "entriesStopped" = ${seen.entriesStopped} AND "halted" = ${seen.halted} FOR SHARE`;

/** The rows every user has; those that exist stay as they are. */
export async function saveUserRows(tx: WriteTx, userId: string, wallNow: WallMs): Promise<void> {
  const rows = { data: [{ userId, updatedAt: toDate(wallNow) }], skipDuplicates: true };
  await tx.settings.createMany(rows);
  await tx.tradingMode.createMany(rows);
}

/** The modes, with the row share-locked: an emergency stop waits for this transaction, or this one sees it. */
export async function lockMode(tx: WriteTx, userId: string): Promise<ModeRow | null> {
  const [row] = await tx.$queryRaw<ModeRow[]>`${modeSql(userId)} FOR SHARE`;
  return row ?? null;
}

/** What an owner turns on and off by itself; the emergency stop is none of them. */
export type ModeSwitch = "live" | "paper" | "autopilot" | "entriesStopped";

type Switched = {
  readonly userId: string;
  readonly name: ModeSwitch;
  readonly on: boolean;
  readonly wallNow: WallMs;
};

/** Turns one mode on or off; the row is there since the user was made. */
export async function saveModeSwitch(tx: WriteTx, { userId, name, on, wallNow }: Switched): Promise<void> {
  const at = { [name]: on, updatedAt: toDate(wallNow) };
  await tx.tradingMode.upsert({ where: { userId }, create: { userId, ...at }, update: at });
}

/** What the user changed from the defaults, locked until the transaction ends: two changes never lose each other. */
export async function lockOverrides(tx: WriteTx, userId: string): Promise<unknown> {
  const [row] = await tx.$queryRaw<{ overrides: unknown }[]>`SELECT "overrides" FROM "settings"
    WHERE "userId" = ${userId}::uuid FOR UPDATE`;
  return row?.overrides ?? null;
}

/** Writes them whole; the caller has locked them. */
export async function saveOverrides(
  tx: WriteTx,
  {
    userId,
    overrides,
    wallNow,
  }: { readonly userId: string; readonly overrides: unknown; readonly wallNow: WallMs },
): Promise<void> {
  await tx.$executeRaw`INSERT INTO "settings" ("userId", "overrides", "updatedAt")
    VALUES (${userId}::uuid, ${JSON.stringify(overrides)}::jsonb, ${toDate(wallNow)}::timestamptz)
    ON CONFLICT ("userId") DO UPDATE SET "overrides" = EXCLUDED."overrides",
      "version" = "settings"."version" + 1, "updatedAt" = EXCLUDED."updatedAt"`;
}

/** The emergency stop of a user, as it stands. */
export type HaltRow = {
  readonly halted: boolean;
  /** when it was set, wall clock */
  readonly haltedWallAt: Date | null;
  /** everything open is to be sold */
  readonly flatten: boolean;
};

export const findHalt = (userId: string): Promise<HaltRow | null> =>
  db.tradingMode.findUnique({
    where: { userId },
    select: { halted: true, haltedWallAt: true, flatten: true },
  });

type Halt = { readonly userId: string; readonly flatten: boolean; readonly wallNow: WallMs };

/**
 * Sets the emergency stop, in one statement: it waits for those that hold the row right before the wire, and whoever
 * comes after it reads it. The first instant stays, and so does the choice to sell. Answers whether anything changed.
 */
export async function saveHalt(tx: WriteTx, { userId, flatten, wallNow }: Halt): Promise<boolean> {
  const at = toDate(wallNow);
  return (
    (await tx.$executeRaw`
      INSERT INTO "trading_mode" AS mode ("userId", "halted", "haltedWallAt", "flatten", "updatedAt")
      VALUES (${userId}::uuid, true, ${at}, ${flatten}, ${at})
      ON CONFLICT ("userId") DO UPDATE SET "halted" = true, "autopilot" = false,
        "haltedWallAt" = CASE WHEN mode."halted" THEN mode."haltedWallAt" ELSE excluded."haltedWallAt" END,
        "flatten" = mode."flatten" OR excluded."flatten", "version" = mode."version" + 1, "updatedAt" = excluded."updatedAt"
      WHERE NOT mode."halted" OR mode."autopilot" OR (excluded."flatten" AND NOT mode."flatten")`) > 0
  );
}

/** Ends the emergency stop; false where none holds. */
export async function saveHaltCleared(tx: WriteTx, userId: string, wallNow: WallMs): Promise<boolean> {
  const cleared = { halted: false, haltedWallAt: null, flatten: false, updatedAt: toDate(wallNow) };
  return (await tx.tradingMode.updateMany({ where: { userId, halted: true }, data: cleared })).count === 1;
}

/** Whose positions are to be sold, all of them. */
export async function findFlattening(): Promise<readonly string[]> {
  const rows = await db.tradingMode.findMany({
    where: { halted: true, flatten: true },
    select: { userId: true },
    take: MODES_MAX,
  });
  return rows.map(({ userId }) => userId);
}
