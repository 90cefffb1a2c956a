import type { BacktestStatus } from "@/server/backtest/core/backtest-view";

/** Whether its worker still has something to do. */
export const isUnderWay = (status: BacktestStatus): boolean => status === "queued" || status === "running";
