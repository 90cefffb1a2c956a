import type { ActionContext } from "@/server/audit/action-context";
import { type Result, refuse } from "@/server/kernel/result";
import { askForRun } from "./ask-for-run";
import type { JobAskedView } from "./core/job-view";
import { readConfig } from "./core/read-config";
import { refuseElsewhere } from "./refuse-elsewhere";
import { refuseUnknownFunction } from "./refuse-unknown";
import { findFunction } from "./store";

/**
 * Starts a scheduled function now, as its schedule would. Refuses with `not_found`, `invalid` for a function that
 * needs an event, `conflict` when it is paused or runs already and runs once at a time, `not_now` where an Inngest
 * server runs the jobs.
 */
export async function runFunctionNow(
  input: { readonly functionId: string },
  ctx: ActionContext,
): Promise<Result<JobAskedView>> {
  const elsewhere = refuseElsewhere();
  if (elsewhere) return elsewhere;
  const found = await findFunction(input.functionId);
  if (!found) return refuseUnknownFunction(input.functionId);
  const { name, schedules, runsAlone } = readConfig(found.config, found.functionId);
  if (schedules.length === 0)
    return refuse("invalid", `"${name}" has no schedule: it needs an event. Replay one of its runs.`);
  if (found.paused) return refuse("conflict", `"${name}" is paused. Let it run again first.`);
  if (runsAlone && found.openRuns > 0)
    return refuse("conflict", `"${name}" is running already, and runs once at a time. Wait for its end.`);
  return askForRun({ kind: "run", functionId: found.functionId, sourceRunId: null }, ctx);
}
