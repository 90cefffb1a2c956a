import { checkPeriod } from "./check-period";

/**
 * Relative strength index (Wilder 1978), 0 to 100. First value at index `period`.
 *
 * Averages of gains and losses start as plain means of the first `period` changes and are then smoothed with
 * alpha = 1 / period. 50 where nothing has moved. A value that is not finite gives NaN and starts the warm-up anew.
 */
export class Rsi {
  private readonly alpha: number;
  private count = -1;
  private before = 0;
  private gain = 0;
  private loss = 0;

  constructor(readonly period: number) {
    this.alpha = 1 / checkPeriod("period", period);
  }

  next(value: number): number {
    if (!Number.isFinite(value)) return this.restart();
    const change = value - this.before;
    this.before = value;
    const up = Math.max(change, 0);
    const down = change > 0 ? 0 : -change;
    if (this.count === this.period) {
      this.gain += (up - this.gain) * this.alpha;
      this.loss += (down - this.loss) * this.alpha;
    } else {
      this.count += 1;
      if (this.count === 0) return Number.NaN;
      this.gain += up * this.alpha;
      this.loss += down * this.alpha;
      if (this.count < this.period) return Number.NaN;
    }
    const both = this.gain + this.loss;
    return both === 0 ? 50 : (100 * this.gain) / both;
  }

  private restart(): number {
    this.count = -1;
    this.gain = 0;
    this.loss = 0;
    return Number.NaN;
  }
}

/** `Rsi` over a series of closes, oldest first. */
export function rsiSeries(closes: Float64Array, period: number): Float64Array {
  const step = new Rsi(period);
  const out = new Float64Array(closes.length);
  for (let index = 0; index < closes.length; index++) out[index] = step.next(closes[index] as number);
  return out;
}
