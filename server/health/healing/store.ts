import type { Prisma } from "@/prisma/generated/client";
import { record } from "@/server/audit/record";
import { type MarketMs, toDate, type WallMs } from "@/server/kernel/clock";
import { closeDb, db, type RecordTx, type WriteTx } from "@/server/platform/db";
import type { Holder } from "./core/judge-findings";
import type { Heal } from "./core/plan-heals";
import { type HealRow, toHeal, triesToJson } from "./core/read-heal";

/** Open ones are few: one a broken thing. */
const OPEN_MAX = 200;

/** What is broken now, as the last process to look left it. */
export async function findOpenHeals(): Promise<readonly Heal[]> {
  const rows = await db.heal.findMany({
    where: { endedWallAt: null },
    orderBy: { foundWallAt: "asc" },
    take: OPEN_MAX,
  });
  return rows.map(toHeal);
}

/** Writes the story as it is now. */
export async function saveHeal(tx: WriteTx, heal: Heal, marketAt: MarketMs): Promise<void> {
  const { finding, toldAt, endedAt, outcome } = heal;
  const { part, subject, severity, words, todo } = finding;
  const now = {
    severity,
    words,
    todo,
    tries: triesToJson(heal.tries) as Prisma.InputJsonArray,
    toldWallAt: toldAt === null ? null : toDate(toldAt),
    endedWallAt: endedAt === null ? null : toDate(endedAt),
    outcome,
  };
  await tx.heal.upsert({
    where: { id: heal.healId },
    create: {
      id: heal.healId,
      part,
      subject,
      foundMarketAt: toDate(marketAt),
      foundWallAt: toDate(heal.foundAt),
      ...now,
    },
    update: now,
  });
}

/** The newest first; open ones before those that are over. */
export const listHealRows = (limit: number): Promise<readonly HealRow[]> =>
  db.heal.findMany({
    orderBy: [{ endedWallAt: { sort: "desc", nulls: "first" } }, { foundWallAt: "desc" }],
    take: limit,
  });

/** Marks every open heal: its next try is wanted now. Answers how many there are. */
export async function askOpenHeals(tx: WriteTx, now: WallMs): Promise<number> {
  const { count } = await tx.heal.updateMany({
    where: { endedWallAt: null },
    data: { askedWallAt: toDate(now) },
  });
  return count;
}

/** Whether somebody wants a try now. */
export const isHealAsked = async (): Promise<boolean> =>
  (await db.heal.findFirst({
    where: { endedWallAt: null, askedWallAt: { not: null } },
    select: { id: true },
  })) !== null;

/** Takes the wish back: it is being done. */
export const takeAsked = (): Promise<void> =>
  record(async (tx) => {
    await tx.$executeRaw`UPDATE "heal" SET "askedWallAt" = NULL WHERE "askedWallAt" IS NOT NULL`;
  });

export async function dropEndedHeals(tx: RecordTx, before: WallMs, keep: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM "heal" WHERE "endedWallAt" IS NOT NULL AND ("endedWallAt" < ${toDate(before)}::timestamptz
      OR "id" NOT IN (SELECT "id" FROM "heal" ORDER BY "foundWallAt" DESC LIMIT ${keep}))`;
}

/** Whether the database answers, asked as everything else is: through the pool. Throws where it does not. */
export async function askDatabase(): Promise<void> {
  await db.$queryRaw`SELECT 1`;
}

/** Ends the pool; the next question opens a new one. Resolves when the old connections are gone. */
export const reconnect = (): Promise<void> => closeDb();

/** Transactions of this database left open and idle for `idleMs` that others wait for. */
export async function findLockHolders(idleMs: number): Promise<readonly Holder[]> {
  const rows = await db.$queryRaw<{ pid: number; idle_ms: number; waiters: bigint; who: string }[]>`
    SELECT pid, idle_ms, waiters, who FROM heal_lock_holders(${idleMs}::int)`;
  return rows.map(({ pid, idle_ms, waiters, who }) => ({
    pid,
    idleMs: idle_ms,
    waiters: Number(waiters),
    who,
  }));
}

/** Ends the connection of one of those; false where it is none of them any more. */
export const endHolder = (pid: number, idleMs: number): Promise<boolean> =>
  record(async (tx) => {
    const rows = await tx.$queryRaw<{ ended: boolean }[]>`
      SELECT heal_end_holder(${pid}::int, ${idleMs}::int) AS ended`;
    return rows[0]?.ended === true;
  });
