import { unknownSeries } from "./bars";
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
    if (Number.isFinite(close)) this.moments.next(close);
    else this.moments.restart();
    const width = this.deviations * Math.sqrt(this.moments.variance);
    this.middle = this.moments.mean;
    this.lower = this.middle - width;
    this.upper = this.middle + width;
  }
}

/** `Bollinger` over a series of closes. */
export function bollingerSeries(closes: Float64Array, period: number, deviations: number): Bands {
  const step = new Bollinger(period, deviations);
  const lower = unknownSeries(closes.length);
  const middle = unknownSeries(closes.length);
  const upper = unknownSeries(closes.length);
  for (let index = 0; index < closes.length; index++) {
    step.next(closes[index] as number);
    lower[index] = step.lower;
    middle[index] = step.middle;
    upper[index] = step.upper;
  }
  return { lower, middle, upper };
}
