import type { TradingRuntime } from "@/server/execution/runtime";
import { marketMs } from "@/server/kernel/clock";
import type { MarketFeed } from "@/server/market/core/market-feed";

const DAY_MS = 86_400_000;

/** The last price of any market of the feed, watched or not: its last tick, else the close of its newest candle of the last day. */
export function createPriceFinder(
  feed: Pick<MarketFeed, "candles" | "timeframesOf">,
  { clocks, lastTick }: Pick<TradingRuntime, "clocks" | "lastTick">,
): TradingRuntime["priceOf"] {
  return async (exchange, symbol) => {
    const tick = lastTick(exchange, symbol);
    if (tick) return tick.last;
    const market = { exchange, symbol };
    const [finest] = feed.timeframesOf(market);
    if (!finest) return null;
    const until = clocks.market();
    const [candle] = await feed.candles(market, finest, {
      from: marketMs(Math.max(until - DAY_MS, 0)),
      until,
      limit: 1,
    });
    return candle?.close ?? null;
  };
}
