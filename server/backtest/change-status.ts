import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { Result } from "@/server/kernel/result";
import type { BacktestStatus } from "./core/backtest-view";
import { saveStatus } from "./store";

type Change = {
  readonly id: string;
  readonly from: readonly BacktestStatus[];
  readonly to: BacktestStatus;
  readonly reason: string;
  readonly done: number;
  readonly total: number;
};

/** Moves a backtest from one status to another and tells the pages; false where it no longer was in that status. */
export function changeStatus(change: Change, ctx: ActionContext): Promise<Result<boolean>> {
  const { id, from, to, reason, done, total } = change;
  return commit(ctx, {
    action: to === "running" ? "backtest.started" : `backtest.${to}`,
    subject: id,
    reason,
    detail: { from: [...from], to },
    events: [
      { name: "backtest/changed", data: { backtestId: id, status: to, done, total, step: "", etaMs: null } },
    ],
    write: (tx) =>
      saveStatus(tx, { id, from, to, reason: to === "running" ? null : reason, wallNow: ctx.wallNow }),
    unchanged: (changed) => !changed,
  });
}
