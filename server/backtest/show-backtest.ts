import { accept, type Result, refuse } from "@/server/kernel/result";
import type { BacktestView } from "./core/backtest-view";
import { findBacktest } from "./store";

/** One backtest of a user with its request and, when it is done, its report. Refuses with `not_found`. */
export async function showBacktest(userId: string, id: string): Promise<Result<BacktestView>> {
  const found = await findBacktest(userId, id);
  return found ? accept(found) : refuseUnknownBacktest();
}

export const refuseUnknownBacktest = () =>
  refuse("not_found", "There is no such backtest. Look at the list of backtests.");
