/**
 * Exponential moving average over a series of closes, oldest first.
 *
 * alpha = 2 / (period + 1); the first value is the first close (the "first close" seed of TA literature and of
 * freqtrade's qtpylib). Returns one value per close. Statistics, not money: double precision.
 */
export function emaSeries(closes: Float64Array, period: number): Float64Array {
  const out = new Float64Array(closes.length);
  const alpha = 2 / (period + 1);
  let previous = closes[0] ?? Number.NaN;
  for (let index = 0; index < closes.length; index++) {
    previous += alpha * ((closes[index] as number) - previous);
    out[index] = previous;
  }
  return out;
}
