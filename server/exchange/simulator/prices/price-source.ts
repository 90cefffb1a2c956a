import type { MarketView, Print } from "@/server/exchange/simulator/core/sim-order";
import type { MarketMs } from "@/server/kernel/clock";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import type { MarketRules } from "@/server/market/core/market-rules";

export type Range = { readonly from: MarketMs; readonly until: MarketMs; readonly limit: number };

/** Where a simulator's prices come from. Instants are on its market clock; nothing later than it is asked for is told. */
export type PriceSource = {
  readonly markets: readonly MarketRules[];
  /** names one state of a market: the same text, the same view */
  readonly stateAt: (symbol: string, at: MarketMs) => number;
  readonly view: (symbol: string, at: MarketMs) => MarketView | null;
  /** closed candles, oldest first, the newest `limit` */
  readonly candles: (symbol: string, timeframe: Timeframe, range: Range) => readonly Candle[];
  /** in (after, until], oldest first, the newest `limit` */
  readonly prints: (symbol: string, after: MarketMs, until: MarketMs, limit: number) => readonly Print[];
};
