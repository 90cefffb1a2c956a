import { toDate } from "@/server/kernel/clock";
import type { Sql } from "./engine-db";
import type { JobError, Memo } from "./plan-reply";
import type { Moment } from "./start-runs";

/** How a run ended, for the run that waits for it. */
export type Outcome = { readonly outputJson?: string; readonly error?: JobError };

const SAVE_MEMOS = (memos: string, wallNow: string, from: string) => `
  INSERT INTO job_step ("runId", "stepId", "position", "name", "kind", "memo", "wallAt")
  SELECT $1, m."stepId", (SELECT count(*) FROM job_step s WHERE s."runId" = $1) + m."place", m."name", m."kind",
    m."json"::json, ${wallNow}
  ${from} ${from === "" ? "FROM" : ","} ROWS FROM (json_to_recordset(${memos}::json)
    AS ("stepId" text, "name" text, "kind" text, "json" text)) WITH ORDINALITY AS m("stepId", "name", "kind", "json", "place")
  ON CONFLICT ("runId", "stepId") DO UPDATE SET "memo" = EXCLUDED."memo", "wallAt" = EXCLUDED."wallAt"
  WHERE job_step."memo" IS NULL`;

/** Writes results of steps; one that is already there stays as it is. */
export async function saveMemos(
  sql: Sql,
  runId: string,
  memos: readonly Memo[],
  moment: Moment,
): Promise<void> {
  if (memos.length === 0) return;
  await sql.rows({
    name: "job-save-memos",
    text: SAVE_MEMOS("$2", "$3", ""),
    values: [runId, JSON.stringify(memos), toDate(moment.wallNow)],
  });
}

/**
 * Keeps the results of steps while their call goes on. Answers false when the lease was lost: the call must stop.
 * One statement, as it stands between any two steps.
 */
export async function checkpointSteps(
  sql: Sql,
  held: { readonly runId: string; readonly fence: string },
  memos: readonly Memo[],
  moment: Moment,
): Promise<boolean> {
  const rows = await sql.rows({
    name: "job-checkpoint",
    text: `WITH held AS (
        UPDATE job_queue SET "attempt" = 0 WHERE "runId" = $1 AND "fence" = $2 AND "leaseUntil" IS NOT NULL
        RETURNING "runId"
      ), kept AS (${SAVE_MEMOS("$3", "$4", "FROM held")})
      SELECT "runId" FROM held`,
    values: [held.runId, held.fence, JSON.stringify(memos), toDate(moment.wallNow)],
  });
  return rows.length > 0;
}

/** Hands the end of an invoked run to the step that waits for it, if it still does. */
export async function tellParent(
  sql: Sql,
  runId: string,
  stepId: string,
  childId: string,
  outcome: Outcome,
  moment: Moment,
): Promise<void> {
  const json = outcome.error
    ? JSON.stringify({ type: "error", error: outcome.error })
    : `{"type":"data","data":${outcome.outputJson ?? "null"}}`;
  const [waiting] = await sql.rows({
    text: `UPDATE job_queue SET "waitStepId" = NULL, "dueMarketAt" = NULL
      WHERE "runId" = $1 AND "waitStepId" = $2 RETURNING "runId"`,
    values: [runId, stepId],
  });
  if (waiting) await saveMemos(sql, runId, [{ stepId, name: childId, kind: "invoke", json }], moment);
}
