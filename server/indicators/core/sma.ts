import { checkPeriod } from "./check-period";
import { RollingSum } from "./rolling-sum";

/**
 * Simple moving average: the plain mean of the newest `period` values. First value at index `period - 1`.
 *
 * One value at a time; a value that is not finite gives NaN and starts the warm-up anew.
 */
export class Sma {
  private readonly sum: RollingSum;

  constructor(readonly period: number) {
    this.sum = new RollingSum(checkPeriod("period", period));
  }

  next(value: number): number {
    if (Number.isFinite(value)) return this.sum.next(value) / this.period;
    this.sum.restart();
    return Number.NaN;
  }
}

/** `Sma` over a whole series. */
export function smaSeries(values: Float64Array, period: number): Float64Array {
  const step = new Sma(period);
  const out = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) out[index] = step.next(values[index] as number);
  return out;
}
