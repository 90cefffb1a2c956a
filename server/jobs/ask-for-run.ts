import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result } from "@/server/kernel/result";
import type { JobAskedView } from "./core/job-view";
import { findClock } from "./find-clock";
import { saveRequest } from "./store";

/** Leaves the request for the engine, audited. It bears the click's own id: a repeat asks for nothing more. */
export async function askForRun(
  ask: {
    readonly kind: "run" | "replay";
    readonly functionId: string;
    readonly sourceRunId: string | null;
  },
  ctx: ActionContext,
): Promise<Result<JobAskedView>> {
  const { functionId, kind } = ask;
  const clock = await findClock(ctx.wallNow);
  const asked = await commit(ctx, {
    action: kind === "run" ? "job.run_asked" : "job.replay_asked",
    subject: functionId,
    reason: kind === "run" ? "run now, by hand" : "run again, by hand",
    detail: { ...ask },
    events: [{ name: "job/changed", data: { functionId, change: kind } }],
    write: (tx) => saveRequest(tx, { ...ask, id: ctx.runId, clock, wallNow: ctx.wallNow }),
  });
  return asked.ok ? accept({ requestId: ctx.runId, functionId }) : asked;
}
