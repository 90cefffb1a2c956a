import { jobContext } from "@/server/audit/job-context";
import { changeStatus } from "./change-status";
import type { BacktestRuntime } from "./runtime";
import { findWork } from "./store";

/** Ends a backtest that cannot be carried out, with the reason as a sentence. One that has ended stays as it is. */
export async function failBacktest(
  { clocks }: Pick<BacktestRuntime, "clocks">,
  backtestId: string,
  reason: string,
): Promise<{ readonly failed: boolean }> {
  const work = await findWork(backtestId);
  if (!work) return { failed: false };
  const { userId, done, total } = work;
  const changed = await changeStatus(
    { id: backtestId, from: ["queued", "running"], to: "failed", reason: reason.slice(0, 500), done, total },
    jobContext(clocks, userId, "run-backtest", backtestId),
  );
  return { failed: changed.ok && changed.value };
}
