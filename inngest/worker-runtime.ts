import type { BacktestRuntime } from "@/server/backtest/runtime";
import type { TradingRuntime } from "@/server/execution/runtime";

/** What the jobs find in the worker they run in: a job's own arguments are data. */
export type WorkerRuntime = { readonly trading: TradingRuntime; readonly backtests: BacktestRuntime };
