import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { refuseUnknownBacktest } from "./show-backtest";
import { findBacktest, removeBacktest } from "./store";

/** Deletes a backtest that has ended, with its report. Refuses with `not_found`, or `not_now` while it waits or runs. */
export async function deleteBacktest(
  { backtestId }: { readonly backtestId: string },
  ctx: ActionContext,
): Promise<Result<{ readonly backtestId: string }>> {
  const found = await findBacktest(ctx.userId, backtestId);
  if (!found) return refuseUnknownBacktest();
  const removed = await commit(ctx, {
    action: "backtest.deleted",
    subject: backtestId,
    reason: found.title,
    detail: { kind: found.kind, status: found.status },
    events: [
      {
        name: "backtest/changed",
        data: { backtestId, status: "deleted", done: 0, total: 0, step: "", etaMs: null },
      },
    ],
    write: (tx) => removeBacktest(tx, ctx.userId, backtestId),
    unchanged: (gone) => !gone,
  });
  if (!removed.ok) return removed;
  if (removed.value) return accept({ backtestId });
  return refuse("not_now", "That backtest still waits or runs: cancel it first.");
}
