import { hashOf, toNormal } from "@/server/market/core/simulation/seeded-random";
import { type CandleColumns, emptyColumns } from "../core/kernel/candle-columns";

const START_MS = 1_659_312_000_000;
const STEP_MS = 300_000;
const STEPS_INSIDE = 4;

/** A random walk as 5m candles, on cents: for measuring where there is no recording, and for tests. */
export function simulatedColumns(length: number, seed: number, moveRatio = 0.001): CandleColumns {
  const columns = emptyColumns(length);
  let price = 20_000;
  for (let row = 0; row < length; row++) {
    let [high, low] = [price, price];
    columns.open[row] = price;
    for (let step = 0; step < STEPS_INSIDE; step++) {
      const move = 1 + moveRatio * toNormal(hashOf(seed, row, step));
      price = Math.max(Math.round(price * move * 100) / 100, 0.01);
      high = Math.max(high, price);
      low = Math.min(low, price);
    }
    columns.openAt[row] = START_MS + row * STEP_MS;
    columns.high[row] = high;
    columns.low[row] = low;
    columns.close[row] = price;
    columns.volume[row] = 1;
    // now and then the next candle opens elsewhere
    if (hashOf(seed, row, STEPS_INSIDE) % 50 === 0) {
      price =
        Math.round(price * (1 + 5 * moveRatio * toNormal(hashOf(seed, row, STEPS_INSIDE + 1))) * 100) / 100;
    }
  }
  return columns;
}
