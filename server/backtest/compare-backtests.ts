import { accept, type Result, refuse } from "@/server/kernel/result";
import type { BacktestComparison } from "./core/backtest-view";
import { compareViews } from "./core/compare-views";
import { showBacktest } from "./show-backtest";

/** Two finished backtests beside each other. Refuses with `not_found`, or `not_now` while one has no report. */
export async function compareBacktests(q: {
  readonly userId: string;
  readonly left: string;
  readonly right: string;
}): Promise<Result<BacktestComparison>> {
  const [left, right] = await Promise.all([showBacktest(q.userId, q.left), showBacktest(q.userId, q.right)]);
  if (!left.ok) return left;
  if (!right.ok) return right;
  const compared = compareViews(left.value, right.value);
  return compared
    ? accept(compared)
    : refuse("not_now", "Only finished backtests can be compared: wait for the end of both.");
}
