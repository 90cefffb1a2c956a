export type Channel = { readonly lower: Float64Array; readonly upper: Float64Array };

/**
 * Donchian channel: the highest high and the lowest low of the `period` candles BEFORE each candle, so that a close
 * outside it is a breakout. NaN before index `period`.
 */
export function donchianSeries(high: Float64Array, low: Float64Array, period: number): Channel {
  const upper = new Float64Array(high.length).fill(Number.NaN);
  const lower = new Float64Array(low.length).fill(Number.NaN);
  for (let index = period; index < high.length; index++) {
    upper[index] = Math.max(...high.subarray(index - period, index));
    lower[index] = Math.min(...low.subarray(index - period, index));
  }
  return { lower, upper };
}
