export type Bands = {
  readonly lower: Float64Array;
  readonly middle: Float64Array;
  readonly upper: Float64Array;
};

/**
 * Bollinger bands (Bollinger 1983): simple mean of `period` closes, and `deviations` population standard deviations
 * below and above it. NaN before index `period - 1`.
 *
 * The variance is taken around each window's own mean, not as E[x²] - E[x]², which loses its digits when prices are
 * large and the band narrow.
 */
export function bollingerSeries(closes: Float64Array, period: number, deviations: number): Bands {
  const empty = () => new Float64Array(closes.length).fill(Number.NaN);
  const bands = { lower: empty(), middle: empty(), upper: empty() };
  for (let last = period - 1; last < closes.length; last++) {
    const window = closes.subarray(last - period + 1, last + 1);
    const mean = meanOf(window);
    let squares = 0;
    for (const close of window) squares += (close - mean) ** 2;
    const width = deviations * Math.sqrt(squares / period);
    bands.lower[last] = mean - width;
    bands.middle[last] = mean;
    bands.upper[last] = mean + width;
  }
  return bands;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
