// What backtests need of the worker they run in: a job's own arguments are data.
import type { Clocks } from "@/server/kernel/clock";
import type { MarketFeed } from "@/server/market/core/market-feed";

/** A backtest at work in this process. */
export type OpenWork = {
  /** resolves when it has ended in any way; rejects with a Fault worth a retry, or with what broke */
  readonly ended: Promise<void>;
  /** ends the threads at once; what is finished is stored */
  readonly stop: () => Promise<void>;
};

type Means = {
  readonly feed: Pick<MarketFeed, "source" | "label" | "markets" | "candles">;
  readonly clocks: Clocks;
  /** evaluation threads; absent: one core less than there are */
  readonly threads?: number;
  /** the threads' file; absent: the one beside the bundle */
  readonly threadFile?: URL;
};

export type BacktestRuntime = Means & {
  /** the backtests at work here, by id: a step of the job finds what the last one began */
  readonly works: Map<string, Promise<OpenWork | null>>;
};

/** The means of one worker, with no backtest at work yet. */
export const createBacktestRuntime = (means: Means): BacktestRuntime => ({ ...means, works: new Map() });
