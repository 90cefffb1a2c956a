import { toDate } from "@/server/kernel/clock";
import type { Sql } from "./engine-db";
import type { FunctionSpec } from "./function-spec";
import { textAt } from "./match-expression";
import { tellParent } from "./save-memos";
import type { Moment, StoredEvent } from "./start-runs";

type Cancel = FunctionSpec["cancels"][number];

/** Ends the runs that an event cancels. A call in flight is not stopped, but its reply is refused: its row is gone. */
export async function cancelRuns(
  sql: Sql,
  specs: Iterable<FunctionSpec>,
  event: StoredEvent,
  moment: Moment,
): Promise<void> {
  for (const spec of specs) {
    for (const cancel of spec.cancels.filter((one) => one.event === event.name)) {
      await cancelMatching(sql, spec.id, cancel, event, moment);
    }
  }
}

async function cancelMatching(
  sql: Sql,
  functionId: string,
  { match }: Cancel,
  event: StoredEvent,
  moment: Moment,
): Promise<void> {
  const wanted = match ? textAt(event, match.ofCancel) : null;
  if (match && wanted === null) return;
  const cancelled = await sql.rows<{ parentRunId: string | null; parentStepId: string | null }>({
    text: `WITH gone AS (
        DELETE FROM job_queue q USING job_run r WHERE r."id" = q."runId" AND q."functionId" = $1
          AND q."clock" = $5 AND ($2::text[] IS NULL OR r."event" #>> $2 = $3) RETURNING q."runId"
      ) UPDATE job_run r SET "status" = 'cancelled', "endedWallAt" = $4 FROM gone WHERE r."id" = gone."runId"
      RETURNING r."parentRunId", r."parentStepId"`,
    values: [functionId, match?.ofRun ?? null, wanted, toDate(moment.wallNow), moment.clock],
  });
  const error = { name: "Cancelled", message: `"${functionId}" was cancelled by "${event.name}".` };
  for (const { parentRunId, parentStepId } of cancelled) {
    if (parentRunId && parentStepId)
      await tellParent(sql, parentRunId, parentStepId, functionId, { error }, moment);
  }
}
