import { plusMs, toDate } from "@/server/kernel/clock";
import type { EngineDb, Sql } from "./engine-db";
import { ingestEvents, type Registry } from "./ingest-events";
import type { JobError } from "./plan-reply";
import { type Outcome, tellParent } from "./save-memos";
import type { Moment } from "./start-runs";

export type Ending = {
  readonly runId: string;
  readonly functionId: string;
  readonly event: Readonly<Record<string, unknown>>;
};

export type Context = {
  readonly registry: Registry;
  readonly moment: Moment;
  readonly newId: () => string;
};

/** Ends a run, tells the run that waits for it, and on failure sends the event that onFailure listens to. */
export async function endRun(
  sql: Sql,
  run: Ending,
  status: "completed" | "failed",
  outcome: Outcome,
  context: Context,
): Promise<void> {
  const { moment, registry, newId } = context;
  const [ended] = await sql.rows<{ parentRunId: string | null; parentStepId: string | null }>({
    name: "job-end-run",
    text: `WITH gone AS (DELETE FROM job_queue WHERE "runId" = $1)
      UPDATE job_run SET "status" = $2, "output" = $3, "error" = coalesce($4, "error"), "endedWallAt" = $5
      WHERE "id" = $1 RETURNING "parentRunId", "parentStepId"`,
    values: [
      run.runId,
      status,
      outcome.outputJson ?? null,
      outcome.error ? JSON.stringify(outcome.error) : null,
      toDate(moment.wallNow),
    ],
  });
  if (ended?.parentRunId && ended.parentStepId) {
    await tellParent(sql, ended.parentRunId, ended.parentStepId, run.functionId, outcome, moment);
  }
  if (status === "failed" && run.event.name !== "inngest/function.failed") {
    const data = { function_id: run.functionId, run_id: run.runId, error: outcome.error, event: run.event };
    const event = { id: `failed:${run.runId}`, name: "inngest/function.failed", data, ts: moment.marketNow };
    await ingestEvents(sql, registry, [event], moment, newId);
  }
}

/** Ends a run for good from outside its call: its next checkpoint or reply finds no row. */
export function failRun(db: EngineDb, runId: string, error: JobError, context: Context): Promise<void> {
  return db.transaction(async (sql) => {
    const [run] = await sql.rows<{ functionId: string; event: Record<string, unknown> }>({
      text: `SELECT q."functionId", r."event" FROM job_queue q JOIN job_run r ON r."id" = q."runId"
        WHERE q."runId" = $1 FOR UPDATE OF q`,
      values: [runId],
    });
    if (run) await endRun(sql, { runId, ...run }, "failed", { error }, context);
  });
}

const GONE_AFTER_MS = 5 * 60_000;
const GONE_MAX = 1_000;

/**
 * Fails open runs of functions that are not registered any more: nobody will ever claim them, and they would stand
 * as open for good. Not the newest, which another worker of the next version may have begun.
 */
export async function endGoneRuns(db: EngineDb, context: Context): Promise<number> {
  const { registry, moment } = context;
  const before = toDate(plusMs(moment.wallNow, -GONE_AFTER_MS));
  const rows = await db.rows<{ runId: string; functionId: string }>({
    text: `SELECT q."runId", q."functionId" FROM job_queue q JOIN job_run r ON r."id" = q."runId"
      WHERE NOT (q."functionId" = ANY ($1)) AND r."queuedWallAt" < $2 LIMIT $3`,
    values: [[...registry.keys()], before, GONE_MAX],
  });
  for (const { runId, functionId } of rows) {
    const message = `"${functionId}" is no longer a function of this version.`;
    await failRun(db, runId, { name: "FunctionGone", message }, context);
  }
  return rows.length;
}
