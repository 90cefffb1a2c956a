import { randomUUID } from "node:crypto";
import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import { type Clocks, plusMs } from "@/server/kernel/clock";
import { findLeftRuns, saveEndedRun } from "./store";

/** Far beyond what any command takes: whoever began it is gone. Wall clock. */
const LEFT_MS = 10 * 60_000;
const RUNS_MAX = 100;

/**
 * Ends command runs that a process which died left as "running" and that nobody asked for again. They are `failed`
 * then, which a repeat of the same request still takes over.
 */
export async function endLeftRuns(clocks: Clocks): Promise<{ readonly ended: number }> {
  const wallNow = clocks.wall();
  const left = await findLeftRuns(plusMs(wallNow, -LEFT_MS), RUNS_MAX);
  for (const { command, ...claim } of left) {
    await commit(jobContext(clocks, claim.userId, "command-sweep", randomUUID()), {
      action: "command.failed",
      subject: command,
      reason: "its process ended before it was carried out",
      detail: { command, status: "failed", runId: claim.runId },
      events: [],
      write: (tx) => saveEndedRun(tx, claim, { status: "failed", answer: {}, endedAt: wallNow }),
    });
  }
  return { ended: left.length };
}
