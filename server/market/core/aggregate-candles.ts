import { type MarketMs, plusMs } from "@/server/kernel/clock";
import { maxOf, minOf } from "@/server/kernel/money";
import { type Candle, type Timeframe, timeframeMs } from "./candle";

/**
 * Candles of a longer timeframe out of shorter ones: the first open, the highest high, the lowest low, the last close,
 * the sum of the volumes. `candles` are oldest first; the newest bucket may still be open, and a bucket whose beginning
 * is not there is left out: its open would be a guess. Exact.
 */
export function aggregateCandles(
  candles: readonly Candle[],
  from: Timeframe,
  to: Timeframe,
): readonly Candle[] {
  if (from === to) return candles;
  const buckets = new Map<MarketMs, Candle>();
  for (const candle of candles) {
    const openAt = plusMs(candle.openAt, -(candle.openAt % timeframeMs(to)));
    const known = buckets.get(openAt);
    if (known) buckets.set(openAt, join(known, candle));
    else if (candle.openAt === openAt) buckets.set(openAt, candle);
  }
  return [...buckets.values()];
}

const join = (bucket: Candle, next: Candle): Candle => ({
  ...bucket,
  high: maxOf(bucket.high, next.high),
  low: minOf(bucket.low, next.low),
  close: next.close,
  volume: bucket.volume.plus(next.volume),
});
