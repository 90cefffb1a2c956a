import { Rsi } from "@/server/indicators/core/rsi";

/** After so many periods without any change the averages hold nothing but what rounding left of older moves. */
export const STILL_PERIODS = 10;

/**
 * RSI of a series of closes that forgets: where the price has stood still for ten periods it starts anew, since a ratio
 * of two averages would otherwise remember the last move for ever.
 */
export function movingRsi(close: Float64Array, period: number): Float64Array {
  const step = new Rsi(period);
  const out = new Float64Array(close.length);
  let still = 0;
  for (let index = 0; index < close.length; index++) {
    const price = close[index] as number;
    still = index > 0 && price === close[index - 1] ? still + 1 : 0;
    if (still === STILL_PERIODS * period) step.next(Number.NaN);
    out[index] = step.next(price);
  }
  return out;
}
