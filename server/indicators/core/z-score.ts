import { checkPeriod } from "./check-period";
import { RollingMoments } from "./rolling-moments";

/**
 * Standard score: how many population standard deviations of the newest `period` values the newest lies above their
 * mean; 0 where they are all the same. First value at index `period - 1`; a value that is not finite gives NaN and
 * starts the warm-up anew.
 */
export class ZScore {
  private readonly moments: RollingMoments;

  constructor(period: number) {
    this.moments = new RollingMoments(checkPeriod("period", period, 2));
  }

  next(value: number): number {
    this.moments.next(value);
    return scoreOf(value, this.moments.mean, this.moments.variance);
  }
}

/** How many standard deviations a value lies above the mean. */
export const scoreOf = (value: number, mean: number, variance: number): number =>
  variance === 0 ? 0 : (value - mean) / Math.sqrt(variance);

/** `ZScore` over a whole series. */
export function zScoreSeries(values: Float64Array, period: number): Float64Array {
  const moments = new RollingMoments(checkPeriod("period", period, 2));
  const means = new Float64Array(values.length);
  const out = new Float64Array(values.length);
  moments.pass(values, 0, values.length, means, out);
  for (let index = 0; index < out.length; index++)
    out[index] = scoreOf(values[index] as number, means[index] as number, out[index] as number);
  return out;
}
