import { checkPeriod } from "./check-period";
import { RollingMoments } from "./rolling-moments";

/**
 * Population standard deviation of the newest `period` values, in their own unit. First value at index `period - 1`;
 * a value that is not finite gives NaN and starts the warm-up anew.
 */
export class StandardDeviation {
  private readonly moments: RollingMoments;

  constructor(period: number) {
    this.moments = new RollingMoments(checkPeriod("period", period));
  }

  next(value: number): number {
    this.moments.next(value);
    return Math.sqrt(this.moments.variance);
  }
}

/** `StandardDeviation` over a whole series. */
export function standardDeviationSeries(values: Float64Array, period: number): Float64Array {
  const moments = new RollingMoments(checkPeriod("period", period));
  const out = new Float64Array(values.length);
  moments.pass(values, 0, values.length, new Float64Array(values.length), out);
  for (let index = 0; index < out.length; index++) out[index] = Math.sqrt(out[index] as number);
  return out;
}
