import { toDate, type WallMs } from "@/server/kernel/clock";
import { db, type WriteTx } from "@/server/platform/db";
import type { Settings } from "./core/settings";

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

/** The rows every user has; those that exist stay as they are. */
export async function saveUserRows(tx: WriteTx, userId: string, wallNow: WallMs): Promise<void> {
  const rows = { data: [{ userId, updatedAt: toDate(wallNow) }], skipDuplicates: true };
  await tx.settings.createMany(rows);
  await tx.tradingMode.createMany(rows);
}

/** The modes, with the row share-locked: an emergency stop waits for this transaction, or this one sees it. */
export async function lockMode(tx: WriteTx, userId: string): Promise<ModeRow | null> {
  const [row] = await tx.$queryRaw<ModeRow[]>`SELECT "paper", "live", "autopilot", "entriesStopped", "halted"
    FROM "trading_mode" WHERE "userId" = ${userId}::uuid FOR SHARE`;
  return row ?? null;
}

/** Turns live trading on or off; the row is there since the user was made. */
export async function saveLiveMode(
  tx: WriteTx,
  { userId, live, wallNow }: { readonly userId: string; readonly live: boolean; readonly wallNow: WallMs },
): Promise<void> {
  const at = { live, updatedAt: toDate(wallNow) };
  await tx.tradingMode.upsert({ where: { userId }, create: { userId, ...at }, update: at });
}

type Override = {
  readonly userId: string;
  readonly name: keyof Settings;
  readonly value: string;
  readonly wallNow: WallMs;
};

/** Changes one setting and leaves the others as they are, whoever changes them meanwhile. */
export async function saveOverride(tx: WriteTx, { userId, name, value, wallNow }: Override): Promise<void> {
  await tx.$executeRaw`INSERT INTO "settings" ("userId", "overrides", "updatedAt")
    VALUES (${userId}::uuid, jsonb_build_object(${name}::text, ${value}::text), ${toDate(wallNow)}::timestamptz)
    ON CONFLICT ("userId") DO UPDATE SET "overrides" = "settings"."overrides" || EXCLUDED."overrides",
      "version" = "settings"."version" + 1, "updatedAt" = EXCLUDED."updatedAt"`;
}
