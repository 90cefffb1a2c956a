// What people asked for on the jobs page: one run of a schedule, or an earlier run once more. server/jobs writes the
// requests, in one commit with their audit entry; here they are only read.
import { randomUUID } from "node:crypto";
import { plusMs, toDate } from "@/server/kernel/clock";
import type { EngineDb, Sql } from "./engine-db";
import { type Registry, saveEvents } from "./ingest-events";
import { type Moment, type StoredEvent, startRuns } from "./start-runs";

/** A worker that was away longer leaves the request: who asked has seen that nothing happened. Wall clock. */
const REQUEST_AGE_MAX_MS = 3_600_000;
const TAKEN_AT_ONCE = 50;

type RequestRow = {
  readonly id: string;
  readonly kind: string;
  readonly functionId: string;
  readonly sourceRunId: string | null;
};

/** Carries out what was asked, each request once; returns how many runs began. */
export async function takeRequests(db: EngineDb, registry: Registry, moment: Moment): Promise<number> {
  const asked = await db.rows<RequestRow>({
    name: "job-requests",
    text: `SELECT r."id", r."kind", r."functionId", r."sourceRunId" FROM job_request r
      WHERE r."askedWallAt" > $2 AND r."clock" = $1 AND NOT EXISTS (
        SELECT FROM job_event e WHERE e."clock" = r."clock" AND e."id" = 'request:' || r."id")
      ORDER BY r."askedWallAt", r."id" LIMIT ${TAKEN_AT_ONCE}`,
    values: [moment.clock, toDate(plusMs(moment.wallNow, -REQUEST_AGE_MAX_MS))],
  });
  let started = 0;
  for (const request of asked) started += await takeOne(db, registry, request, moment);
  return started;
}

/** The event of the request's id says that it was taken, also when there was nothing to start. */
function takeOne(db: EngineDb, registry: Registry, request: RequestRow, moment: Moment): Promise<number> {
  return db.transaction(async (sql) => {
    const spec = registry.get(request.functionId);
    const timer = { name: "inngest/scheduled.timer", data: { cron: spec?.crons[0]?.expression ?? "" } };
    const source = request.kind === "replay" ? await findSource(sql, request) : timer;
    const event = { ts: moment.marketNow, ...(source ?? timer), id: `request:${request.id}` };
    const [taken] = await saveEvents(sql, [event], moment);
    if (!taken || !spec || !source) return 0;
    // To run again is the wish: the key that keeps from running twice does not hold here.
    const runs = await startRuns(sql, [{ spec: { ...spec, idempotency: null }, event }], moment, randomUUID);
    return runs.length;
  });
}

/** The event of the run to replay; null when it has been pruned meanwhile. */
async function findSource(sql: Sql, { sourceRunId }: RequestRow): Promise<StoredEvent | null> {
  const [run] = await sql.rows<{ event: StoredEvent }>({
    text: `SELECT "event" FROM job_run WHERE "id" = $1`,
    values: [sourceRunId],
  });
  return run?.event ?? null;
}
