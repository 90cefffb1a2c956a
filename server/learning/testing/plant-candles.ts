// Candles in which something better is planted, and candles in which nothing is.

import { emptyColumns } from "@/server/backtest/core/kernel/candle-columns";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { normalStream, uniformStream } from "@/server/market/core/simulation/seeded-random";
import type { Ground } from "../core/replay-genome";

type Columns = Ground["candles"];
const HOUR_MS = 3_600_000;

function toCandles(closes: readonly number[]): Columns {
  const columns = emptyColumns(closes.length);
  closes.forEach((close, n) => {
    const open = n === 0 ? close : (closes[n - 1] as number);
    columns.openAt[n] = n * HOUR_MS;
    columns.open[n] = open;
    columns.high[n] = Math.max(open, close);
    columns.low[n] = Math.min(open, close);
    columns.close[n] = close;
    columns.volume[n] = 1;
  });
  return columns;
}

/**
 * Cycles of seventeen candles: it falls, turns, and rises to `peak` above the close at which two fast averages cross, at once after
 * that far below. Whoever sells just below the peak has the most of each; who asks for more is sold by the cross, below.
 */
export function peakCandles(q: {
  readonly cycles: number;
  readonly peak: number;
  /** of the last fifth; absent: the same */
  readonly lastPeak?: number;
  readonly seed: number;
}): Columns {
  const uniform = uniformStream(q.seed);
  const closes: number[] = [100, 100, 100, 100];
  for (let cycle = 0; cycle < q.cycles; cycle++) {
    const base = 100 * (1 + 0.004 * (uniform() - 0.5));
    const cross = base * 1.01;
    const peak = cycle < q.cycles * 0.8 ? q.peak : (q.lastPeak ?? q.peak);
    const top = cross * (1 + peak + 0.001 * uniform());
    closes.push(base * 0.995, base * 0.99, cross);
    for (let step = 1; step <= 4; step++) closes.push(cross + ((top - cross) * step) / 4);
    // flat for long enough that both averages lie together again
    closes.push(cross * 1.02, base, ...Array.from({ length: 8 }, () => base * 0.995));
  }
  return toCandles(closes);
}

/**
 * A fair random walk of 1 % a candle, its highs and lows those of 64 steps inside: nothing is better than anything else there
 * but by chance, and by what a price steps beyond a stop or a target.
 */
export function noiseCandles(q: { readonly count: number; readonly seed: number }): Columns {
  const normal = normalStream(q.seed);
  const columns = emptyColumns(q.count);
  let price = 100;
  for (let n = 0; n < q.count; n++) {
    let [high, low] = [price, price];
    columns.open[n] = price;
    for (let step = 0; step < STEPS; step++) {
      price *= Math.exp(STEP * normal() - STEP ** 2 / 2);
      high = Math.max(high, price);
      low = Math.min(low, price);
    }
    columns.openAt[n] = n * HOUR_MS;
    columns.high[n] = high;
    columns.low[n] = low;
    columns.close[n] = price;
    columns.volume[n] = 1;
  }
  return columns;
}
const STEPS = 64;
const STEP = 0.01 / Math.sqrt(STEPS);

/** Keeps them as the hourly candles of BTC/USDT at binance, the last of which closed at `until`. */
export const storeCandles = (ownerUrl: string, candles: Columns, until: number): Promise<void> =>
  asOwner(ownerUrl, async (client) => {
    const first = until - candles.open.length * HOUR_MS;
    await client.query(
      `INSERT INTO candle ("source","exchange","symbol","timeframe","openAt","open","high","low","close","volume")
       SELECT 'simulated:1','binance','BTC/USDT','1h', to_timestamp("at" / 1000.0), "o", "h", "l", "c", 1
       FROM unnest($1::float8[], $2::numeric[], $3::numeric[], $4::numeric[], $5::numeric[]) AS row("at","o","h","l","c")`,
      [
        Array.from(candles.openAt, (_one, n) => first + n * HOUR_MS),
        ...[candles.open, candles.high, candles.low, candles.close].map((column) =>
          Array.from(column, (value) => value.toFixed(6)),
        ),
      ],
    );
  });
