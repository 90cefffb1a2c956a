import { plusMs, toDate } from "@/server/kernel/clock";
import type { ClaimedRun } from "./claim-runs";
import { type Context, endRun } from "./end-run";
import type { EngineDb, Sql } from "./engine-db";
import type { JobError, Next, ReplyPlan, StepName } from "./plan-reply";
import { saveMemos } from "./save-memos";
import { type Moment, startRuns } from "./start-runs";

export type Held = Pick<ClaimedRun, "runId" | "functionId" | "fence" | "event"> & { readonly worker: string };

/**
 * Applies a whole reply in one transaction: memos, errors, the run's end or its next due time, the lease. Answers
 * false, and changes nothing, when the call's lease was lost meanwhile: the reply is of the past then.
 */
export function applyReply(db: EngineDb, held: Held, plan: ReplyPlan, context: Context): Promise<boolean> {
  return db.transaction(async (sql) => {
    if (!(await isHeld(sql, held))) return false;
    await saveMemos(sql, held.runId, plan.memos, context.moment);
    await applyNext(sql, held, plan.next, context);
    return true;
  });
}

async function isHeld(sql: Sql, held: Held): Promise<boolean> {
  const rows = await sql.rows({
    name: "job-held",
    text: `SELECT FROM job_queue WHERE "runId" = $1 AND "fence" = $2 AND "worker" = $3 FOR UPDATE`,
    values: [held.runId, held.fence, held.worker],
  });
  return rows.length > 0;
}

async function applyNext(sql: Sql, held: Held, next: Next, context: Context): Promise<void> {
  const { moment } = context;
  switch (next.kind) {
    case "complete":
      return endRun(sql, held, "completed", { outputJson: next.outputJson }, context);
    case "fail":
      return endRun(sql, held, "failed", { error: next.error }, context);
    case "again":
      return putBack(sql, held.runId, { attempt: 0 }, moment);
    case "sleep":
      return putBack(sql, held.runId, { attempt: 0, dueMarketAt: toDate(next.until) }, moment);
    case "retry":
      if (next.step) await noteFailure(sql, held.runId, next.step, next.error, moment);
      else await noteRunError(sql, held.runId, next.error);
      return putBack(
        sql,
        held.runId,
        { attempt: null, dueWallAt: toDate(plusMs(moment.wallNow, next.delayMs)) },
        moment,
      );
    case "invoke":
      return invoke(sql, held, next, context);
  }
}

type Due = {
  /** null: one more than before. */
  readonly attempt: 0 | null;
  readonly dueMarketAt?: Date | null;
  readonly dueWallAt?: Date;
  readonly waitStepId?: string;
};

async function putBack(sql: Sql, runId: string, due: Due, moment: Moment): Promise<void> {
  await sql.rows({
    name: "job-put-back",
    text: `UPDATE job_queue SET "leaseUntil" = NULL, "worker" = NULL, "attempt" = coalesce($2, "attempt" + 1),
      "dueMarketAt" = $3, "dueWallAt" = $4, "waitStepId" = $5, "setWallAt" = $6 WHERE "runId" = $1`,
    values: [
      runId,
      due.attempt,
      due.dueMarketAt ?? null,
      due.dueWallAt ?? null,
      due.waitStepId ?? null,
      toDate(moment.wallNow),
    ],
  });
}

async function noteFailure(
  sql: Sql,
  runId: string,
  step: StepName,
  error: JobError,
  moment: Moment,
): Promise<void> {
  await sql.rows({
    text: `INSERT INTO job_step ("runId", "stepId", "position", "name", "kind", "error", "attempts", "wallAt")
      SELECT $1, $2, (SELECT count(*) FROM job_step s WHERE s."runId" = $1) + 1, $3, 'run', $4, 2, $5
      ON CONFLICT ("runId", "stepId") DO UPDATE SET "error" = EXCLUDED."error",
        "attempts" = job_step."attempts" + 1, "wallAt" = EXCLUDED."wallAt"`,
    values: [runId, step.stepId, step.name, JSON.stringify(error), toDate(moment.wallNow)],
  });
}

async function noteRunError(sql: Sql, runId: string, error: JobError): Promise<void> {
  await sql.rows({
    text: `UPDATE job_run SET "error" = $2 WHERE "id" = $1`,
    values: [runId, JSON.stringify(error)],
  });
}

async function invoke(
  sql: Sql,
  held: Held,
  next: Next & { kind: "invoke" },
  context: Context,
): Promise<void> {
  const { registry, moment, newId } = context;
  const spec = registry.get(next.functionId);
  const event = { id: newId(), name: "inngest/function.invoked", data: next.data, ts: moment.marketNow };
  const parent = { runId: held.runId, stepId: next.step.stepId };
  const started = spec ? await startRuns(sql, [{ spec, event, parent }], moment, newId) : [];
  if (started.length > 0) {
    const dueMarketAt = next.until === null ? null : toDate(next.until);
    return putBack(sql, held.runId, { attempt: 0, dueMarketAt, waitStepId: next.step.stepId }, moment);
  }
  const message = spec
    ? `"${next.functionId}" was not started: it is paused, or its key says it already runs.`
    : `"${next.functionId}" is not a registered function.`;
  const json = JSON.stringify({ type: "error", error: { name: "NotInvoked", message } });
  await saveMemos(sql, held.runId, [{ ...next.step, kind: "invoke", json }], moment);
  return putBack(sql, held.runId, { attempt: 0 }, moment);
}
