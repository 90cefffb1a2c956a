import { marketMs, type WallMs } from "@/server/kernel/clock";
import { timeframeMs } from "@/server/market/core/candle";
import type { MarketFeed } from "@/server/market/core/market-feed";
import { readMarketNow } from "@/server/market/market-now";
import { listWatchedSeries } from "./list-watched-series";

/** What a leader that has just begun asks of each series; older candles are in the database. */
const CANDLES = 50;

/**
 * Asks, while another worker leads, what this one will have to ask when it leads: which markets are watched, their
 * candles and how they stand. A feed that has to work them out has done so then, and connections and code are warm.
 * Nothing is written and nobody is told. Answers how many series are watched.
 */
export async function warmStandby(feed: MarketFeed, wallNow: WallMs): Promise<number> {
  const [now, watched] = await Promise.all([readMarketNow(wallNow), listWatchedSeries()]);
  for (const series of watched) {
    const from = marketMs(now - CANDLES * timeframeMs(series.timeframe));
    await feed.candles(series, series.timeframe, { from, until: now, limit: CANDLES });
    await feed.book(series, now);
  }
  return watched.length;
}
