import { setTimeout as sleep } from "node:timers/promises";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result } from "@/server/kernel/result";
import type { JobAskedView } from "./core/job-view";
import { findClock } from "./find-clock";
import { isRequestTaken, saveRequest } from "./store";

/** How long an answer waits for the engine: longer only where no worker runs. Wall clock. */
const TAKEN_WITHIN_MS = 1_000;
const LOOK_MS = 25;

/**
 * Leaves the request for the engine, audited. It bears the click's own id: a repeat asks for nothing more. The answer
 * comes once the engine has taken it, so that whoever reads the runs after it finds the new one.
 */
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
  if (!asked.ok) return asked;
  await untilTaken({ id: ctx.runId, clock });
  return accept({ requestId: ctx.runId, functionId });
}

async function untilTaken(request: { readonly id: string; readonly clock: string }): Promise<void> {
  for (let waitedMs = 0; waitedMs < TAKEN_WITHIN_MS; waitedMs += LOOK_MS) {
    if (await isRequestTaken(request)) return;
    await sleep(LOOK_MS);
  }
}
