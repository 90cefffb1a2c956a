/** Highs, lows and closes of the same candles, oldest first. */
export type Ranges = {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
};

/** True range of each candle: the largest of high - low and the distances of both from the close before. */
export function trueRangeSeries({ high, low, close }: Ranges): Float64Array {
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    const [top, bottom] = [high[index] as number, low[index] as number];
    const before = index === 0 ? bottom : (close[index - 1] as number);
    out[index] = index === 0 ? top - bottom : Math.max(top, before) - Math.min(bottom, before);
  }
  return out;
}

/**
 * Average true range (Wilder 1978) in price units, NaN before index `period - 1`. The first value is the mean of
 * the first `period` true ranges, the first candle's high - low counted among them; then alpha = 1 / period.
 */
export function atrSeries(ranges: Ranges, period: number): Float64Array {
  const trueRange = trueRangeSeries(ranges);
  const out = new Float64Array(trueRange.length).fill(Number.NaN);
  let average = 0;
  for (let index = 0; index < trueRange.length; index++) {
    const range = trueRange[index] as number;
    average += index < period ? range / period : (range - average) / period;
    if (index >= period - 1) out[index] = average;
  }
  return out;
}
