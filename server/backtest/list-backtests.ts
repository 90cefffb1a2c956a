import type { BacktestPage } from "./core/backtest-view";
import { findBacktests } from "./store";

/** A user's backtests, newest first; all that are kept fit one page. */
export async function listBacktests(userId: string, limit: number): Promise<BacktestPage> {
  return { items: await findBacktests(userId, limit), cursor: null };
}
