import type { MarketMs } from "@/server/kernel/clock";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import type { Candle, Timeframe } from "./core/candle";
import { listClosedCandles } from "./store";

const COUNT_MAX = 5_000;

/**
 * The stored candles of the session in use that were closed at `slotAt` (market clock), oldest first: the newest
 * `count` of them, at most 5,000. Fewer where there are no more; a gap in the prices stays a gap.
 */
export const loadCandles = (
  exchange: ExchangeName,
  symbol: string,
  timeframe: Timeframe,
  slotAt: MarketMs,
  count: number,
): Promise<readonly Candle[]> =>
  listClosedCandles({ exchange, symbol, timeframe }, { before: slotAt, count: Math.min(count, COUNT_MAX) });
