import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { plusMs } from "@/server/kernel/clock";
import { dropOldApprovals, dropOldRuns } from "./store";

const DAY_MS = 86_400_000;
const BATCH_ROWS = 2_000;

/**
 * Removes a batch of ended command runs and decided approvals older than `keepDays` (wall clock): until then a retry with
 * the same run id gets the same answer. What was done stays in the audit trail. Answers how many rows.
 */
export async function pruneCommandRuns(ctx: ActionContext, keepDays: number): Promise<number> {
  const before = plusMs(ctx.wallNow, -keepDays * DAY_MS);
  const done = await commit<number>(ctx, {
    action: "command-runs.pruned",
    subject: ctx.userId,
    reason: `older than ${keepDays} days`,
    detail: (removed) => ({ removed, keepDays }),
    events: [],
    unchanged: (removed) => removed === 0,
    write: async (tx) =>
      (await dropOldRuns(tx, ctx.userId, before, BATCH_ROWS)) +
      (await dropOldApprovals(tx, ctx.userId, before, BATCH_ROWS)),
  });
  return done.ok ? done.value : 0;
}
