import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result } from "@/server/kernel/result";
import type { JobPausedView } from "./core/job-view";
import { refuseElsewhere } from "./refuse-elsewhere";
import { refuseUnknownFunction } from "./refuse-unknown";
import { deletePause, findFunction, savePause } from "./store";

/**
 * Pauses a function or lets it run again. A paused one starts no run, whatever triggers it, and what it missed is
 * not made up for; runs under way go on to their end. Already so: nothing changes.
 * Refuses with `not_found`, or `not_now` where an Inngest server runs the jobs.
 */
export async function setFunctionPaused(
  input: { readonly functionId: string; readonly paused: boolean },
  ctx: ActionContext,
): Promise<Result<JobPausedView>> {
  const elsewhere = refuseElsewhere();
  if (elsewhere) return elsewhere;
  const found = await findFunction(input.functionId);
  if (!found) return refuseUnknownFunction(input.functionId);
  const { functionId } = found;
  const { paused } = input;
  if (found.paused === paused) return accept({ functionId, paused });
  const change = paused ? "paused" : "unpaused";
  const done = await commit(ctx, {
    action: `job.${change}`,
    subject: functionId,
    reason: `${change} by hand`,
    detail: { functionId },
    events: [{ name: "job/changed", data: { functionId, change } }],
    write: (tx) =>
      paused
        ? savePause(tx, { functionId, pausedBy: ctx.actor.id, wallNow: ctx.wallNow })
        : deletePause(tx, functionId),
  });
  return done.ok ? accept({ functionId, paused }) : done;
}
