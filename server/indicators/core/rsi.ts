/**
 * Relative strength index (Wilder 1978), 0 to 100, one value per close, NaN before the first (index `period`).
 *
 * Averages of gains and losses start as plain means of the first `period` changes and are then smoothed with
 * alpha = 1 / period. 50 where nothing has moved.
 */
export function rsiSeries(closes: Float64Array, period: number): Float64Array {
  const out = new Float64Array(closes.length).fill(Number.NaN);
  let gain = 0;
  let loss = 0;
  for (let index = 1; index < closes.length; index++) {
    const change = (closes[index] as number) - (closes[index - 1] as number);
    const [up, down] = change > 0 ? [change, 0] : [0, -change];
    if (index <= period) {
      gain += up / period;
      loss += down / period;
    } else {
      gain += (up - gain) / period;
      loss += (down - loss) / period;
    }
    if (index >= period) out[index] = gain + loss === 0 ? 50 : (100 * gain) / (gain + loss);
  }
  return out;
}
