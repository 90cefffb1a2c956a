import { checkPeriod } from "./check-period";

/** "first": the first value (pandas with adjust=False, Tulip, qtpylib). "sma": mean of the first `period` (TA-Lib). */
export type EmaSeed = "first" | "sma";

/**
 * Exponential moving average: e += alpha × (x − e), alpha = 2 / (period + 1) unless given (Hunter 1986).
 *
 * First value at index 0 with the seed "first", at `period - 1` with "sma". One value at a time; a value that is not
 * finite gives NaN and starts the warm-up anew.
 */
export class Ema {
  private readonly seedLength: number;
  private count = 0;
  private mean = 0;

  constructor(
    readonly period: number,
    seed: EmaSeed = "first",
    private readonly alpha: number = 2 / (period + 1),
  ) {
    this.seedLength = seed === "first" ? 1 : checkPeriod("period", period);
    checkPeriod("period", period);
  }

  next(value: number): number {
    if (!Number.isFinite(value)) return this.restart();
    if (this.count === this.seedLength) {
      this.mean += this.alpha * (value - this.mean);
      return this.mean;
    }
    this.mean += value;
    this.count += 1;
    if (this.count < this.seedLength) return Number.NaN;
    this.mean /= this.seedLength;
    return this.mean;
  }

  restart(): number {
    this.count = 0;
    this.mean = 0;
    return Number.NaN;
  }
}

/** `Ema` over a series of closes, oldest first. */
export function emaSeries(closes: Float64Array, period: number, seed: EmaSeed = "first"): Float64Array {
  const out = new Float64Array(closes.length);
  const plain = seed === "first" ? followPlain(closes, checkPeriod("period", period), out) : 0;
  if (plain === closes.length) return out;
  const step = new Ema(period, seed);
  for (let index = 0; index < closes.length; index++) out[index] = step.next(closes[index] as number);
  return out;
}

/** Seeded with the first value and every value finite: one multiplication each. Gives where it had to stop. */
function followPlain(closes: Float64Array, period: number, out: Float64Array): number {
  const alpha = 2 / (period + 1);
  let mean = closes[0] ?? 0;
  for (let index = 0; index < closes.length; index++) {
    mean += alpha * ((closes[index] as number) - mean);
    out[index] = mean;
  }
  // what is not finite stays in the mean for ever
  return Number.isFinite(mean) ? closes.length : 0;
}
