import { checkFactor, checkPeriod } from "./check-period";
import { RollingMoments } from "./rolling-moments";

export type Bands = {
  readonly lower: Float64Array;
  readonly middle: Float64Array;
  readonly upper: Float64Array;
};

/**
 * Bollinger bands (Bollinger 1983): simple mean of `period` closes, and `deviations` population standard deviations
 * below and above it. First value at index `period - 1`; a close that is not finite gives NaN and starts anew.
 */
export class Bollinger {
  lower = Number.NaN;
  middle = Number.NaN;
  upper = Number.NaN;
  private readonly moments: RollingMoments;

  constructor(
    period: number,
    private readonly deviations: number,
  ) {
    this.moments = new RollingMoments(checkPeriod("period", period));
    checkFactor("deviations", deviations);
  }

  next(close: number): void {
    this.moments.next(close);
    const width = this.deviations * Math.sqrt(this.moments.variance);
    this.middle = this.moments.mean;
    this.lower = this.middle - width;
    this.upper = this.middle + width;
  }
}

/** `Bollinger` over a series of closes. */
export function bollingerSeries(closes: Float64Array, period: number, deviations: number): Bands {
  const moments = new RollingMoments(checkPeriod("period", period));
  checkFactor("deviations", deviations);
  const middle = new Float64Array(closes.length);
  const upper = new Float64Array(closes.length);
  const lower = new Float64Array(closes.length);
  moments.pass(closes, 0, closes.length, middle, upper);
  for (let index = 0; index < closes.length; index++) {
    const width = deviations * Math.sqrt(upper[index] as number);
    lower[index] = (middle[index] as number) - width;
    upper[index] = (middle[index] as number) + width;
  }
  return { lower, middle, upper };
}
