import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { timeframeMs } from "@/server/market/core/candle";
import { type MarketFeed, type MarketId, marketKey } from "@/server/market/core/market-feed";
import { RECENT_MS, WINDOW_MIN_MS } from "./core/paper-model";
import { type RecentTrading, toRecentTrading } from "./core/recent-trading";

type Known = { readonly minute: number; readonly recent: Promise<RecentTrading | null> };

/**
 * Volume and volatility of the feed's markets over the last hour, or the last candle where candles are longer: the
 * finest that the feed has, read once a market minute. Null where the feed has no candle.
 */
export function createRecentReader(
  feed: Pick<MarketFeed, "candles" | "timeframesOf">,
): (market: MarketId, at: MarketMs) => Promise<RecentTrading | null> {
  const known = new Map<string, Known>();
  return (market, at) => {
    const minute = Math.floor(at / WINDOW_MIN_MS);
    const found = known.get(marketKey(market));
    if (found?.minute === minute) return found.recent;
    const recent = readRecent(feed, market, at);
    known.set(marketKey(market), { minute, recent });
    // a failure is not kept: the next price asks again
    recent.catch(() => known.delete(marketKey(market)));
    return recent;
  };
}

async function readRecent(
  feed: Pick<MarketFeed, "candles" | "timeframesOf">,
  market: MarketId,
  at: MarketMs,
): Promise<RecentTrading | null> {
  const [timeframe] = feed.timeframesOf(market);
  if (!timeframe) return null;
  const lengthMs = timeframeMs(timeframe);
  const limit = Math.max(1, Math.floor(RECENT_MS / lengthMs));
  const from = marketMs(Math.max(0, at - (limit + 1) * lengthMs));
  const candles = await feed.candles(market, timeframe, { from, until: at, limit });
  return toRecentTrading(candles, lengthMs);
}
