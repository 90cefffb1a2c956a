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
    if (Number.isFinite(value)) this.moments.next(value);
    else this.moments.restart();
    const { mean, variance } = this.moments;
    return variance === 0 ? 0 : (value - mean) / Math.sqrt(variance);
  }
}

/** `ZScore` over a whole series. */
export function zScoreSeries(values: Float64Array, period: number): Float64Array {
  const step = new ZScore(period);
  const out = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) out[index] = step.next(values[index] as number);
  return out;
}
