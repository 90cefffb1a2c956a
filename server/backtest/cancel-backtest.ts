import type { ActionContext } from "@/server/audit/action-context";
import { type Result, refuse } from "@/server/kernel/result";
import { changeStatus } from "./change-status";
import type { BacktestView } from "./core/backtest-view";
import { refuseUnknownBacktest, showBacktest } from "./show-backtest";
import { findBacktest } from "./store";

/**
 * Ends a backtest that waits or runs; the worker stops its threads within a second or two. One that was cancelled stays
 * so. Refuses with `not_found`, or `not_now` for one that has ended otherwise.
 */
export async function cancelBacktest(
  { backtestId }: { readonly backtestId: string },
  ctx: ActionContext,
): Promise<Result<BacktestView>> {
  const found = await findBacktest(ctx.userId, backtestId);
  if (!found) return refuseUnknownBacktest();
  const { done, total } = found.progress;
  const changed = await changeStatus(
    {
      id: backtestId,
      from: ["queued", "running"],
      to: "cancelled",
      reason: "cancelled by hand",
      done,
      total,
    },
    ctx,
  );
  if (!changed.ok) return changed;
  const now = await showBacktest(ctx.userId, backtestId);
  if (!now.ok || now.value.status === "cancelled") return now;
  return refuse("not_now", "That backtest has ended already: there is nothing to cancel.");
}
