import { checkPeriod } from "./check-period";

/** "fraction": 0.01 is 1 % (Tulip). "percent": 1 is 1 % (TA-Lib). */
export type RocUnit = "fraction" | "percent";

/**
 * Rate of change against the value `period` before: x / before − 1. First value at index `period`; NaN against a value
 * of zero. A value that is not finite gives NaN and starts the warm-up anew.
 */
export class Roc {
  private readonly window: Float64Array;
  private readonly scale: number;
  private at = 0;
  private full = false;

  constructor(
    readonly period: number,
    unit: RocUnit = "fraction",
  ) {
    this.window = new Float64Array(checkPeriod("period", period));
    this.scale = unit === "percent" ? 100 : 1;
  }

  next(value: number): number {
    if (!Number.isFinite(value)) {
      this.at = 0;
      this.full = false;
      return Number.NaN;
    }
    const before = this.window[this.at] as number;
    const known = this.full && before !== 0;
    this.window[this.at] = value;
    this.at += 1;
    if (this.at === this.period) {
      this.at = 0;
      this.full = true;
    }
    return known ? (this.scale * (value - before)) / before : Number.NaN;
  }
}

/** `Roc` over a whole series. */
export function rocSeries(values: Float64Array, period: number, unit?: RocUnit): Float64Array {
  const step = new Roc(period, unit);
  const out = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) out[index] = step.next(values[index] as number);
  return out;
}
