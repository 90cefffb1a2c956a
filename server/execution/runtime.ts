// What the trading use-cases need of the running worker. Set once by the composition root; the job functions and the
// loops find it here because a job's arguments are data.
import type { ExchangePort } from "@/server/exchange/core/exchange-port";
import type { Clocks } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import { Fault } from "@/server/kernel/result";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import type { MarketKind, Tick } from "@/server/market/core/market-feed";
import type { MarketRules } from "@/server/market/core/market-rules";

export type TradingRuntime = {
  readonly clocks: Clocks;
  readonly marketKind: MarketKind;
  readonly marketSource: string;
  readonly clockSpeed: Decimal;
  readonly portOf: (venue: string) => ExchangePort;
  readonly rulesOf: (exchange: string, symbol: string) => MarketRules | undefined;
  readonly lastTick: (exchange: string, symbol: string) => Tick | undefined;
  readonly loadCandles: (
    market: { exchange: string; symbol: string },
    timeframe: Timeframe,
    slotAt: number,
    count: number,
  ) => Promise<readonly Candle[]>;
  /** The fencing token while this process leads, null while it stands by. */
  readonly leaderToken: () => bigint | null;
  /** False until orders, fills and balances have been reconciled after a start: no entries before. */
  readonly entriesOpen: () => boolean;
  /** Told after fills were booked or orders changed, so that watchers look again. */
  readonly changed: () => void;
  /** Told when the work on one order, bot or position failed: the others go on, this one is tried again. */
  readonly failed: (doing: string, subject: string, error: unknown) => void;
};

let current: TradingRuntime | undefined;

export function setTradingRuntime(runtime: TradingRuntime): void {
  current = runtime;
}

/** The running worker's means; a retryable Fault before the worker has set them. */
export function tradingRuntime(): TradingRuntime {
  if (!current) throw new Fault("engine", true, "The worker is still starting.");
  return current;
}
