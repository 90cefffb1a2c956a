import { checkPeriod } from "./check-period";

/**
 * Linearly weighted moving average: Σ j × x / Σ j with weight j = 1 for the oldest and `period` for the newest value
 * (Kaufman, Trading Systems and Methods). First value at index `period - 1`.
 *
 * One value at a time, by blocks and without subtraction as in RollingSum; a value that is not finite gives NaN and
 * starts the warm-up anew.
 */
export class Wma {
  private readonly block: Float64Array;
  private readonly tailWeighted: Float64Array;
  private readonly weights: number;
  private headSum = 0;
  private headWeighted = 0;
  private at = 0;
  private full = false;

  constructor(readonly period: number) {
    this.block = new Float64Array(checkPeriod("period", period));
    this.tailWeighted = new Float64Array(period);
    this.weights = (period * (period + 1)) / 2;
  }

  next(value: number): number {
    if (!Number.isFinite(value)) return this.restart();
    this.block[this.at] = value;
    this.at += 1;
    this.headSum += value;
    this.headWeighted += this.at * value;
    if (this.at < this.period) {
      if (!this.full) return Number.NaN;
      // the head's weights begin where those of the tail end
      const shifted = this.headWeighted + (this.period - this.at) * this.headSum;
      return ((this.tailWeighted[this.at] as number) + shifted) / this.weights;
    }
    return this.closeBlock() / this.weights;
  }

  private closeBlock(): number {
    let sum = 0;
    let weighted = 0;
    for (let index = this.period - 1; index >= 0; index--) {
      // one more in front moves all the others up by one weight
      sum += this.block[index] as number;
      weighted += sum;
      this.tailWeighted[index] = weighted;
    }
    this.at = 0;
    this.headSum = 0;
    this.headWeighted = 0;
    this.full = true;
    return weighted;
  }

  private restart(): number {
    this.at = 0;
    this.headSum = 0;
    this.headWeighted = 0;
    this.full = false;
    return Number.NaN;
  }
}

/** `Wma` over a whole series. */
export function wmaSeries(values: Float64Array, period: number): Float64Array {
  const step = new Wma(period);
  const out = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) out[index] = step.next(values[index] as number);
  return out;
}
