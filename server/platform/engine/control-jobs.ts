// What a person may do to functions and runs. Works from any process: the worker is told through the database.
import { randomUUID } from "node:crypto";
import { toDate } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { EngineDb, Sql } from "./engine-db";
import type { FunctionSpec } from "./function-spec";
import { WORK_CHANNEL } from "./presence";
import { loadRegistry } from "./register-functions";
import { tellParent } from "./save-memos";
import { type Moment, type StoredEvent, startRuns } from "./start-runs";

const unknownFunction = (id: string) =>
  refuse("not_found", `There is no function "${id}". Look at the list of functions.`);
const unknownRun = (id: string) => refuse("not_found", `There is no run "${id}". It may have been pruned.`);

/** A paused function starts no run, whatever triggers it; runs under way go on to their end. */
export async function setFunctionPaused(
  sql: Sql,
  functionId: string,
  paused: boolean,
): Promise<Result<{ paused: boolean }>> {
  const rows = await sql.rows({
    text: `UPDATE job_function SET "paused" = $2 WHERE "id" = $1 RETURNING "id"`,
    values: [functionId, paused],
  });
  return rows.length > 0 ? accept({ paused }) : unknownFunction(functionId);
}

/**
 * Starts a scheduled function now, as its schedule would. Refuses `invalid` for a function that needs an event,
 * `conflict` when it is paused or a singleton that runs already.
 */
export async function runFunctionNow(
  db: EngineDb,
  functionId: string,
  moment: Moment,
): Promise<Result<{ eventId: string }>> {
  const spec = (await loadRegistry(db)).get(functionId);
  if (!spec) return unknownFunction(functionId);
  const [cron] = spec.crons;
  if (!cron)
    return refuse("invalid", `"${functionId}" has no schedule: it needs an event. Replay one of its runs.`);
  const data = { cron: cron.expression };
  const event = { id: `now:${randomUUID()}`, name: "inngest/scheduled.timer", data, ts: moment.marketNow };
  return startOne(db, spec, event, moment);
}

/** Runs a function again with the event of an earlier run, from its first step. Refuses as runFunctionNow does. */
export async function replayRun(
  db: EngineDb,
  runId: string,
  moment: Moment,
): Promise<Result<{ eventId: string }>> {
  const [run] = await db.rows<{ functionId: string; event: StoredEvent }>({
    text: `SELECT "functionId", "event" FROM job_run WHERE "id" = $1`,
    values: [runId],
  });
  if (!run) return unknownRun(runId);
  const spec = (await loadRegistry(db)).get(run.functionId);
  if (!spec) return unknownFunction(run.functionId);
  // To run again is the wish: the key that keeps from running twice does not hold here.
  return startOne(db, { ...spec, idempotency: null }, { ...run.event, id: `replay:${randomUUID()}` }, moment);
}

/** Ends a run that has not ended. A call in flight is not stopped, but what it reports is refused. */
export function cancelRun(
  db: EngineDb,
  runId: string,
  moment: Moment,
): Promise<Result<{ status: "cancelled" }>> {
  return db.transaction(async (sql) => {
    const [gone] = await sql.rows<{
      functionId: string;
      parentRunId: string | null;
      parentStepId: string | null;
    }>({
      text: `WITH gone AS (DELETE FROM job_queue WHERE "runId" = $1 RETURNING "runId")
        UPDATE job_run r SET "status" = 'cancelled', "endedWallAt" = $2 FROM gone WHERE r."id" = gone."runId"
        RETURNING r."functionId", r."parentRunId", r."parentStepId"`,
      values: [runId, toDate(moment.wallNow)],
    });
    if (!gone) return refuse("conflict", "That run has ended already, or is not known.");
    const error = { name: "Cancelled", message: `"${gone.functionId}" was cancelled by hand.` };
    if (gone.parentRunId && gone.parentStepId) {
      await tellParent(sql, gone.parentRunId, gone.parentStepId, gone.functionId, { error }, moment);
    }
    await sql.rows({ text: `NOTIFY ${WORK_CHANNEL}` });
    return accept({ status: "cancelled" as const });
  });
}

function startOne(
  db: EngineDb,
  spec: FunctionSpec,
  event: StoredEvent,
  moment: Moment,
): Promise<Result<{ eventId: string }>> {
  return db.transaction(async (sql) => {
    const started = await startRuns(sql, [{ spec, event }], moment, randomUUID);
    if (started.length === 0) {
      return refuse(
        "conflict",
        `"${spec.id}" was not started: it is paused, or runs already and runs once at a time.`,
      );
    }
    await sql.rows({ text: `NOTIFY ${WORK_CHANNEL}` });
    return accept({ eventId: event.id });
  });
}
