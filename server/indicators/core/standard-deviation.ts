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
    if (Number.isFinite(value)) this.moments.next(value);
    else this.moments.restart();
    return Math.sqrt(this.moments.variance);
  }
}

/** `StandardDeviation` over a whole series. */
export function standardDeviationSeries(values: Float64Array, period: number): Float64Array {
  const step = new StandardDeviation(period);
  const out = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) out[index] = step.next(values[index] as number);
  return out;
}
