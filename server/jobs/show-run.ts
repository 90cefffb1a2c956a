import { accept, type Result } from "@/server/kernel/result";
import type { JobRunDetailView } from "./core/job-view";
import { toRunDetailView } from "./core/to-run-view";
import { refuseElsewhere } from "./refuse-elsewhere";
import { refuseUnknownRun } from "./refuse-unknown";
import { findRun } from "./store";

/** One run with its steps in order, their tries and errors. Refuses with `not_found`, or `not_now` under an Inngest server. */
export async function showRun(runId: string): Promise<Result<JobRunDetailView>> {
  const elsewhere = refuseElsewhere();
  if (elsewhere) return elsewhere;
  const found = await findRun(runId);
  return found ? accept(toRunDetailView(found.run, found.steps)) : refuseUnknownRun(runId);
}
