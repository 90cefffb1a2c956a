import type { MarketMs } from "@/server/kernel/clock";
import type { Candle, Timeframe } from "@/server/market/core/candle";
import { timeframeMs } from "@/server/market/core/candle";
import { type MarketId, marketKey } from "@/server/market/core/market-feed";

export type CandleRange = { readonly from: MarketMs; readonly until: MarketMs; readonly limit: number };

type Read = (market: MarketId, timeframe: Timeframe, range: CandleRange) => Promise<readonly Candle[]>;

const ANSWERS_KEPT = 500;

/**
 * Answers a question for closed candles once: they never change. An answer without the newest candle is not kept, for
 * the exchange may have it a moment later; whoever asks meanwhile waits for the same call.
 */
export function createCandleCache(read: Read): { readonly candles: Read } {
  const kept = new Map<string, Promise<readonly Candle[]>>();
  return {
    candles: (market, timeframe, range) => {
      const key = `${marketKey(market)} ${timeframe} ${range.from} ${range.until} ${range.limit}`;
      const known = kept.get(key);
      if (known) return known;
      const asked = read(market, timeframe, range);
      kept.set(key, asked);
      const forget = () => {
        if (kept.get(key) === asked) kept.delete(key);
      };
      const end = range.until - (range.until % timeframeMs(timeframe));
      asked.then((candles) => {
        const newest = candles.at(-1);
        if (!newest || newest.openAt + timeframeMs(timeframe) < end) forget();
      }, forget);
      for (const oldest of kept.keys()) {
        if (kept.size <= ANSWERS_KEPT) break;
        kept.delete(oldest);
      }
      return asked;
    },
  };
}
