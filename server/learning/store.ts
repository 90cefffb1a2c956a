import type { Prisma } from "@/prisma/generated/client";
import type { ActionContext } from "@/server/audit/action-context";
import type { Json } from "@/server/audit/core/canonical-json";
import type { Book } from "@/server/kernel/book";
import { marketMs, toDate } from "@/server/kernel/clock";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";

export type LogKind = "left" | "refused" | "proposed" | "adopted" | "reverted" | "rolled_back";
export type Outcome = "kept" | "reverted" | "rolled_back" | "adopted";
export type TurnedKnob = { readonly name: string; readonly from: number; readonly to: number };

export type NewLog = {
  readonly botId: string;
  readonly botName: string;
  readonly book: Book;
  readonly forDate: string | null;
  readonly kind: LogKind;
  readonly fromVersion: number;
  readonly toVersion: number | null;
  readonly change: readonly TurnedKnob[];
  readonly evidence: Json;
  readonly reason: string;
};

/** Log rows are kept for each user up to so many, the newest. */
const LOGS_MOST = 50_000;

/** Writes down what was done with a bot; false where that night's row is there already. */
export async function saveLog(
  tx: WriteTx,
  { userId, marketNow, wallNow }: ActionContext,
  log: NewLog,
): Promise<boolean> {
  const { count } = await tx.learningLog.createMany({
    data: [
      {
        ...log,
        userId,
        change: log.change as unknown as Prisma.InputJsonArray,
        evidence: log.evidence as Prisma.InputJsonObject,
        marketAt: toDate(marketNow),
        wallAt: toDate(wallNow),
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Says how an adoption or a proposal ended. Stale when somebody said so before. */
export async function saveOutcome(
  tx: WriteTx,
  { userId, logId, outcome }: { readonly userId: string; readonly logId: string; readonly outcome: Outcome },
): Promise<void> {
  const written = await tx.learningLog.updateMany({
    where: { id: logId, userId, OR: [{ outcome: null }, { outcome: "kept" }] },
    data: { outcome },
  });
  if (written.count !== 1) throw new StaleWrite("That change");
}

type Row = Awaited<ReturnType<typeof findAnyLog>>[number];
const findAnyLog = () => db.learningLog.findMany({ take: 1 });
const toLog = (row: Row) => ({
  logId: row.id,
  botId: row.botId,
  botName: row.botName,
  book: row.book,
  forDate: row.forDate,
  kind: row.kind as LogKind,
  fromVersion: row.fromVersion,
  toVersion: row.toVersion,
  change: row.change as unknown as readonly TurnedKnob[],
  evidence: row.evidence,
  reason: row.reason,
  outcome: row.outcome as Outcome | null,
  marketAt: marketMs(row.marketAt),
  at: row.wallAt.toISOString(),
});
export type LearningLogRow = ReturnType<typeof toLog>;

/** A user's rows, newest first. */
export async function findLogs(userId: string, take: number): Promise<readonly LearningLogRow[]> {
  const rows = await db.learningLog.findMany({
    where: { userId },
    orderBy: [{ wallAt: "desc" }, { id: "desc" }],
    take,
  });
  return rows.map(toLog);
}

/** A user's adoptions, oldest first: with `open`, those that still count alone. */
export async function findAdoptions(
  userId: string,
  { open, take }: { readonly open: boolean; readonly take: number },
): Promise<readonly LearningLogRow[]> {
  const rows = await db.learningLog.findMany({
    where: { userId, kind: "adopted", ...(open ? { outcome: null } : {}) },
    orderBy: [{ wallAt: "asc" }, { id: "asc" }],
    take,
  });
  return rows.map(toLog);
}

/** One row of a user. */
export async function findLog(userId: string, logId: string): Promise<LearningLogRow | null> {
  const row = await db.learningLog.findFirst({ where: { id: logId, userId } });
  return row && toLog(row);
}

/** What was done with a bot that night; null: nothing yet. */
export async function findNightKind(botId: string, forDate: string): Promise<LogKind | null> {
  const row = await db.learningLog.findUnique({ where: { botId_forDate: { botId, forDate } } });
  return row && (row.kind as LogKind);
}

/** When each of these bots was last looked at at night; absent: never. */
export async function findLastLooks(botIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.learningLog.groupBy({
    by: ["botId"],
    where: { botId: { in: [...botIds] }, forDate: { not: null } },
    _max: { forDate: true },
  });
  return new Map(rows.map(({ botId, _max }) => [botId, _max.forDate ?? ""]));
}

export type LearningNight = {
  readonly forDate: string;
  readonly bots: number;
  readonly adopted: number;
  readonly refused: number;
  readonly left: number;
};

/** Writes a night down, once, and forgets the oldest rows beyond what is kept; true where it was there already. */
export async function saveNight(
  tx: WriteTx,
  { userId, marketNow, wallNow }: ActionContext,
  night: LearningNight,
): Promise<boolean> {
  const at = { marketAt: toDate(marketNow), wallAt: toDate(wallNow) };
  const { count } = await tx.learningRun.createMany({
    data: [{ userId, ...night, ...at }],
    skipDuplicates: true,
  });
  const [oldest] = await tx.learningLog.findMany({
    where: { userId },
    orderBy: [{ wallAt: "desc" }, { id: "desc" }],
    skip: LOGS_MOST,
    take: 1,
    select: { wallAt: true },
  });
  if (oldest) await tx.learningLog.deleteMany({ where: { userId, wallAt: { lte: oldest.wallAt } } });
  return count === 0;
}

/** A user's nights, newest first. */
export async function findNights(userId: string, take: number): Promise<readonly LearningNight[]> {
  const rows = await db.learningRun.findMany({ where: { userId }, orderBy: { forDate: "desc" }, take });
  return rows.map(({ forDate, bots, adopted, refused, left }) => ({ forDate, bots, adopted, refused, left }));
}
