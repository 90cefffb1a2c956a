import type { BacktestRuntime } from "@/server/backtest/runtime";
import type { DownloadRuntime } from "@/server/candles/runtime";
import type { TradingRuntime } from "@/server/execution/runtime";

/** What the jobs find in the worker they run in: a job's own arguments are data. */
export type WorkerRuntime = {
  readonly trading: TradingRuntime;
  readonly backtests: BacktestRuntime;
  readonly downloads: DownloadRuntime;
  /** Whether the candles of a timeframe's slot (market clock, ms) are still awaited, of some market at least. */
  readonly awaitsSlot: (timeframe: string, slotAtMs: number) => boolean;
};
