import type { ActionContext } from "@/server/audit/action-context";
import { type Result, refuse } from "@/server/kernel/result";
import { askForRun } from "./ask-for-run";
import type { JobAskedView } from "./core/job-view";
import { refuseElsewhere } from "./refuse-elsewhere";
import { refuseUnknownFunction, refuseUnknownRun } from "./refuse-unknown";
import { findFunction, findRun } from "./store";

/**
 * Runs a function again with the event of an earlier run, from its first step. Refuses with `not_found` for a run or
 * function that is gone, `conflict` when it is paused, `not_now` where an Inngest server runs the jobs.
 */
export async function replayRun(
  input: { readonly runId: string },
  ctx: ActionContext,
): Promise<Result<JobAskedView>> {
  const elsewhere = refuseElsewhere();
  if (elsewhere) return elsewhere;
  const found = await findRun(input.runId);
  if (!found) return refuseUnknownRun(input.runId);
  const { functionId, functionName } = found.run;
  const of = await findFunction(functionId);
  if (!of) return refuseUnknownFunction(functionId);
  if (of.paused) return refuse("conflict", `"${functionName}" is paused. Let it run again first.`);
  return askForRun({ kind: "replay", functionId, sourceRunId: input.runId }, ctx);
}
