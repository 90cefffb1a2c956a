// What server/jobs asks of the database: the engine's tables it only reads, its own two it writes.

import { plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import { db, type WriteTx } from "@/server/platform/db";
import type { JobRunStatus } from "./core/job-view";
import type { RunCursor } from "./core/run-cursor";
import type { RunDetailFacts, RunFacts, StepFacts } from "./core/to-run-view";

const DAY_MS = 86_400_000;
const FUNCTIONS_MAX = 500;
const STEPS_MAX = 1_000;
/** The engine listens here; see server/engine/presence.ts. */
const WORK_CHANNEL = "job_work";
const REQUEST_NOTICE = "request";

export type FunctionRow = {
  readonly functionId: string;
  readonly config: unknown;
  readonly paused: boolean;
  readonly lastRun: {
    readonly runId: string;
    readonly status: JobRunStatus;
    readonly queuedWallAt: string;
  } | null;
  readonly openRuns: number;
  readonly failedLastDay: number;
  /** expression and next firing (ISO, market clock) of every schedule seen on that clock */
  readonly crons: readonly { readonly expression: string; readonly next: string | null }[] | null;
};

/** Every registered function, by id. `clock` names the market session whose schedules count. */
export function listFunctionRows(clock: string, wallNow: WallMs): Promise<FunctionRow[]> {
  const dayAgo = toDate(plusMs(wallNow, -DAY_MS));
  return db.$queryRaw<FunctionRow[]>`
    SELECT f."id" AS "functionId", f."config", p."functionId" IS NOT NULL AS "paused",
      (SELECT json_build_object('runId', r."id", 'status', r."status", 'queuedWallAt', r."queuedWallAt")
       FROM "job_run" r WHERE r."functionId" = f."id" ORDER BY r."queuedWallAt" DESC, r."id" LIMIT 1) AS "lastRun",
      (SELECT count(*)::int FROM "job_queue" q WHERE q."functionId" = f."id") AS "openRuns",
      (SELECT count(*)::int FROM "job_run" r WHERE r."functionId" = f."id" AND r."queuedWallAt" > ${dayAgo}
       AND r."status" = 'failed') AS "failedLastDay",
      (SELECT json_agg(json_build_object('expression', c."expression", 'next', c."nextMarketAt"))
       FROM "job_cron" c WHERE c."functionId" = f."id" AND c."clock" = ${clock}) AS "crons"
    FROM "job_function" f LEFT JOIN "job_pause" p ON p."functionId" = f."id"
    ORDER BY f."id" LIMIT ${FUNCTIONS_MAX}`;
}

/** The paused ones among the registered functions. */
export function listPausedRows(): Promise<{ readonly functionId: string; readonly config: unknown }[]> {
  return db.$queryRaw`SELECT f."id" AS "functionId", f."config" FROM "job_pause" p
    JOIN "job_function" f ON f."id" = p."functionId" ORDER BY f."id" LIMIT ${FUNCTIONS_MAX}`;
}

export type FoundFunction = {
  readonly functionId: string;
  readonly config: unknown;
  readonly paused: boolean;
  readonly openRuns: number;
};

/** By its id, or by its id without the app's prefix; null when there is none. */
export async function findFunction(ref: string): Promise<FoundFunction | null> {
  const rows = await db.$queryRaw<FoundFunction[]>`
    SELECT f."id" AS "functionId", f."config", p."functionId" IS NOT NULL AS "paused",
      (SELECT count(*)::int FROM "job_queue" q WHERE q."functionId" = f."id") AS "openRuns"
    FROM "job_function" f LEFT JOIN "job_pause" p ON p."functionId" = f."id"
    WHERE f."id" IN (${ref}, ${`amarktai-${ref}`}) ORDER BY length(f."id") LIMIT 1`;
  return rows[0] ?? null;
}

/** Newest first, after the cursor. */
export function listRunRows(q: {
  readonly functionId: string | null;
  readonly after: RunCursor | null;
  readonly limit: number;
}): Promise<RunFacts[]> {
  const at = q.after && toDate(q.after.queuedAt);
  return db.$queryRaw<RunFacts[]>`
    SELECT r."id" AS "runId", r."functionId", coalesce(f."config"->>'name', r."functionId") AS "functionName",
      r."status", r."event"->>'name' AS "eventName", r."queuedMarketAt", r."queuedWallAt", r."startedWallAt",
      r."endedWallAt", r."error"->>'message' AS "error"
    FROM "job_run" r LEFT JOIN "job_function" f ON f."id" = r."functionId"
    WHERE (${q.functionId}::text IS NULL OR r."functionId" = ${q.functionId}::text)
      AND (${at}::timestamptz IS NULL OR r."queuedWallAt" < ${at}::timestamptz
        OR (r."queuedWallAt" = ${at}::timestamptz AND r."id" > ${q.after?.runId ?? null}::text))
    ORDER BY r."queuedWallAt" DESC, r."id" LIMIT ${q.limit}`;
}

/** Null when there is none of that id, or it has been pruned. */
export async function findRun(
  runId: string,
): Promise<{ readonly run: RunDetailFacts; readonly steps: readonly StepFacts[] } | null> {
  const [row] = await db.$queryRaw<RunDetailFacts[]>`
    SELECT r."id" AS "runId", r."functionId", coalesce(f."config"->>'name', r."functionId") AS "functionName",
      r."status", r."event"->>'name' AS "eventName", r."queuedMarketAt", r."queuedWallAt", r."startedWallAt",
      r."endedWallAt", r."error"->>'message' AS "error", r."event"::text AS "eventJson",
      r."output"::text AS "outputJson"
    FROM "job_run" r LEFT JOIN "job_function" f ON f."id" = r."functionId" WHERE r."id" = ${runId}`;
  if (!row) return null;
  const queued = await db.jobQueue.findUnique({ where: { runId } });
  const queue = queued && {
    attempt: queued.attempt,
    dueMarketAt: queued.dueMarketAt,
    dueWallAt: queued.dueWallAt,
    waits: queued.waitStepId !== null,
  };
  const steps = await db.$queryRaw<StepFacts[]>`
    SELECT s."name", s."kind", s."attempts", s."wallAt", s."memo" IS NOT NULL AS "ended",
      coalesce(s."memo"->>'type' = 'error', false) AS "failed",
      coalesce(s."memo"#>>'{error,message}', s."error"->>'message') AS "error"
    FROM "job_step" s WHERE s."runId" = ${runId} ORDER BY s."position", s."wallAt" LIMIT ${STEPS_MAX}`;
  return { run: { ...row, queue }, steps };
}

export type NextCronRow = {
  readonly functionId: string;
  readonly expression: string;
  readonly nextMarketAt: Date;
};

/** When each schedule of a registered function is due next, on one market clock. */
export function listNextCronRows(clock: string): Promise<NextCronRow[]> {
  return db.$queryRaw<NextCronRow[]>`
    SELECT c."functionId", c."expression", c."nextMarketAt" FROM "job_cron" c
    JOIN "job_function" f ON f."id" = c."functionId"
    WHERE c."clock" = ${clock} AND c."nextMarketAt" IS NOT NULL
      AND f."config"->'triggers' @> jsonb_build_array(jsonb_build_object('cron', c."expression"))
    ORDER BY c."functionId", c."expression" LIMIT ${FUNCTIONS_MAX}`;
}

/** A pause that is there stays as it is. */
export async function savePause(
  tx: WriteTx,
  pause: { readonly functionId: string; readonly pausedBy: string; readonly wallNow: WallMs },
): Promise<void> {
  const { functionId, pausedBy, wallNow } = pause;
  const create = { functionId, pausedBy, pausedWallAt: toDate(wallNow) };
  await tx.jobPause.upsert({ where: { functionId }, create, update: {} });
}

export async function deletePause(tx: WriteTx, functionId: string): Promise<void> {
  await tx.jobPause.deleteMany({ where: { functionId } });
}

/** The engine reads it as soon as the transaction is visible. */
export async function saveRequest(
  tx: WriteTx,
  request: {
    readonly id: string;
    readonly clock: string;
    readonly kind: "run" | "replay";
    readonly functionId: string;
    readonly sourceRunId: string | null;
    readonly wallNow: WallMs;
  },
): Promise<void> {
  const { wallNow, ...rest } = request;
  await tx.jobRequest.create({ data: { ...rest, askedWallAt: toDate(wallNow) } });
  await tx.$executeRaw`SELECT pg_notify(${WORK_CHANNEL}, ${REQUEST_NOTICE})`;
}

/** Whether the engine has carried it out: the request's own event is written with the run that it starts. */
export async function isRequestTaken(request: {
  readonly id: string;
  readonly clock: string;
}): Promise<boolean> {
  const clock_id = { clock: request.clock, id: `request:${request.id}` };
  return (await db.jobEvent.findUnique({ where: { clock_id }, select: { id: true } })) !== null;
}
