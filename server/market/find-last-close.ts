import type { MarketMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import { timeframeMs } from "./core/candle";
import type { MarketId } from "./core/market-feed";
import { type KnownMarket, listClosedCandles } from "./store";

/**
 * The newest stored close of a market before `marketNow`, quote per base; null where nobody has watched it yet.
 * Candles come in the timeframes bots trade on, so all of them are asked.
 */
export async function findLastClose(
  market: MarketId & Pick<KnownMarket, "timeframes">,
  marketNow: MarketMs,
): Promise<Decimal | null> {
  const { exchange, symbol } = market;
  const newest = await Promise.all(
    market.timeframes.map(async (timeframe) => {
      const [candle] = await listClosedCandles(
        { exchange, symbol, timeframe },
        { before: marketNow, count: 1 },
      );
      return candle ? [{ closedAt: candle.openAt + timeframeMs(timeframe), close: candle.close }] : [];
    }),
  );
  const [last] = newest.flat().sort((a, b) => b.closedAt - a.closedAt);
  return last?.close ?? null;
}
