// What backtests need of the running worker. Set once by the composition root: a job's arguments are data.
import type { Clocks } from "@/server/kernel/clock";
import { Fault } from "@/server/kernel/result";
import type { MarketFeed } from "@/server/market/core/market-feed";

export type BacktestRuntime = {
  readonly feed: Pick<MarketFeed, "source" | "label" | "markets" | "candles">;
  readonly clocks: Clocks;
  /** evaluation threads; absent: one core less than there are */
  readonly threads?: number;
  /** the threads' file; absent: the one beside the bundle */
  readonly threadFile?: URL;
};

let current: BacktestRuntime | undefined;

export function setBacktestRuntime(runtime: BacktestRuntime): void {
  current = runtime;
}

/** The running worker's means; a retryable Fault before the worker has set them. */
export function backtestRuntime(): BacktestRuntime {
  if (!current) throw new Fault("engine", true, "The worker is still starting.");
  return current;
}
