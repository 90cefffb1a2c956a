import type { Json } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { toDate, type WallMs, wallMs } from "@/server/kernel/clock";
import { db, StaleWrite, type WriteTx } from "@/server/platform/db";
import { isUniqueViolation } from "@/server/platform/is-unique-violation";

export type RunStatus = "running" | "done" | "refused" | "failed";
export type RunKey = { readonly userId: string; readonly runId: string };
/** A run that this process carries out; `startedAt` fences off whoever had it before. */
export type RunClaim = RunKey & { readonly startedAt: WallMs };
export type NewRun = RunClaim & {
  readonly command: string;
  readonly argsHash: string;
  readonly args: Json;
  readonly channel: string;
};
export type RunRow = {
  readonly command: string;
  readonly argsHash: string;
  readonly status: string;
  readonly answer: unknown;
  readonly startedAt: WallMs;
};

const APPROVALS_LISTED_MAX = 100;

export async function findRun({ userId, runId }: RunKey): Promise<RunRow | null> {
  const row = await db.commandRun.findUnique({ where: { userId_runId: { userId, runId } } });
  if (!row) return null;
  const { command, argsHash, status, answer } = row;
  return { command, argsHash, status, answer, startedAt: wallMs(row.startedAt) };
}

/** Opens a run. Stale when its id was used before. */
export async function saveNewRun(tx: WriteTx, run: NewRun): Promise<void> {
  const { startedAt, args, ...columns } = run;
  try {
    const data = { ...columns, status: "running", startedAt: toDate(startedAt), args: toStoredJson(args) };
    await tx.commandRun.create({ data });
  } catch (error) {
    if (isUniqueViolation(error)) throw new StaleWrite("The request");
    throw error;
  }
}

/** Takes over a run that failed, or whose process is gone. Stale when somebody else did meanwhile. */
export async function saveTakenRun(tx: WriteTx, claim: RunClaim, before: RunRow): Promise<void> {
  const { userId, runId, startedAt } = claim;
  const taken = await tx.commandRun.updateMany({
    where: { userId, runId, status: before.status, startedAt: toDate(before.startedAt) },
    data: { status: "running", startedAt: toDate(startedAt), endedAt: null },
  });
  if (taken.count !== 1) throw new StaleWrite("The request");
}

/** Writes how a run ended. Stale when somebody has taken it over. */
export async function saveEndedRun(
  tx: WriteTx,
  { userId, runId, startedAt }: RunClaim,
  end: { readonly status: Exclude<RunStatus, "running">; readonly answer: Json; readonly endedAt: WallMs },
): Promise<void> {
  const ended = await tx.commandRun.updateMany({
    where: { userId, runId, status: "running", startedAt: toDate(startedAt) },
    data: { status: end.status, answer: toStoredJson(end.answer), endedAt: toDate(end.endedAt) },
  });
  if (ended.count !== 1) throw new StaleWrite("The request");
}

/** Runs that were begun before that instant and have not ended, oldest first. */
export async function findLeftRuns(
  before: WallMs,
  limit: number,
): Promise<readonly (RunClaim & { readonly command: string })[]> {
  const rows = await db.commandRun.findMany({
    where: { status: "running", startedAt: { lt: toDate(before) } },
    select: { userId: true, runId: true, startedAt: true, command: true },
    orderBy: { startedAt: "asc" },
    take: limit,
  });
  return rows.map((row) => ({ ...row, startedAt: wallMs(row.startedAt) }));
}

export type ApprovalRow = {
  readonly id: string;
  readonly command: string;
  readonly args: unknown;
  readonly argsHash: string;
  readonly stateHash: string;
  readonly preview: Preview;
  /** what is to be typed; null: a click is enough */
  readonly code: string | null;
  readonly status: string;
  readonly createdAt: WallMs;
  readonly expiresAt: WallMs;
};

export type NewApproval = Pick<
  ApprovalRow,
  "id" | "command" | "argsHash" | "stateHash" | "preview" | "code" | "createdAt" | "expiresAt"
> &
  RunKey & { readonly args: Json };

/** Writes a card that waits for a click. A run that was taken over replaces the card nobody was shown. */
export async function saveNewApproval(tx: WriteTx, approval: NewApproval): Promise<void> {
  const { userId, runId, createdAt, expiresAt, args, preview, ...columns } = approval;
  const data = {
    ...columns,
    args: toStoredJson(args),
    preview: { ...preview, changes: [...preview.changes], checks: [...preview.checks] },
    status: "open",
    createdAt: toDate(createdAt),
    expiresAt: toDate(expiresAt),
  };
  await tx.approval.upsert({
    where: { userId_runId: { userId, runId } },
    create: { ...data, userId, runId },
    update: data,
  });
}

export async function findApproval(userId: string, approvalId: string): Promise<ApprovalRow | null> {
  const row = await db.approval.findFirst({ where: { userId, id: approvalId } });
  return row && toApproval(row);
}

/** Cards of a user that still wait, oldest first. */
export async function findOpenApprovals(userId: string, wallNow: WallMs): Promise<readonly ApprovalRow[]> {
  const rows = await db.approval.findMany({
    where: { userId, status: "open", expiresAt: { gt: toDate(wallNow) } },
    orderBy: { createdAt: "asc" },
    take: APPROVALS_LISTED_MAX,
  });
  return rows.map(toApproval);
}

/** Closes an open card, once. Stale when it was closed before. */
export async function saveDecision(
  tx: WriteTx,
  decided: {
    readonly userId: string;
    readonly approvalId: string;
    readonly status: string;
    readonly wallNow: WallMs;
  },
): Promise<void> {
  const { userId, approvalId, status, wallNow } = decided;
  const closed = await tx.approval.updateMany({
    where: { id: approvalId, userId, status: "open" },
    data: { status, decidedAt: toDate(wallNow) },
  });
  if (closed.count !== 1) throw new StaleWrite("The approval");
}

type StoredApproval = NonNullable<Awaited<ReturnType<typeof db.approval.findFirst>>>;

const toApproval = (row: StoredApproval): ApprovalRow => ({
  id: row.id,
  command: row.command,
  args: row.args,
  argsHash: row.argsHash,
  stateHash: row.stateHash,
  preview: row.preview as unknown as Preview,
  code: row.code,
  status: row.status,
  createdAt: wallMs(row.createdAt),
  expiresAt: wallMs(row.expiresAt),
});

// A JSON column tells "no value" and the value null apart; a bare null is kept in an object of its own.
const toStoredJson = (value: Json) => (value === null ? {} : value) as object;

/** Removes ended runs that began before an instant; answers how many. */
export const dropOldRuns = (tx: WriteTx, userId: string, before: WallMs, limit: number): Promise<number> =>
  tx.$executeRaw`
    DELETE FROM "command_run" WHERE ("userId", "runId") IN (
      SELECT "userId", "runId" FROM "command_run" WHERE "userId" = ${userId}::uuid AND "status" <> 'running'
        AND "startedAt" < ${toDate(before)}::timestamptz ORDER BY "startedAt" LIMIT ${limit})`;

/** Removes approvals that were over before an instant, decided or not; answers how many. */
export const dropOldApprovals = (
  tx: WriteTx,
  userId: string,
  before: WallMs,
  limit: number,
): Promise<number> =>
  tx.$executeRaw`
    DELETE FROM "approval" WHERE "id" IN (
      SELECT "id" FROM "approval" WHERE "userId" = ${userId}::uuid AND "expiresAt" < ${toDate(before)}::timestamptz
      LIMIT ${limit})`;
