import type { Ranges } from "./atr";
import { checkLengths } from "./bars";
import { checkPeriod } from "./check-period";

/** "standard" (TA-Lib too) begins with the first full window; "tulip" withholds values until index `2 × period - 2`. */
export type CciVariant = "standard" | "tulip";

/**
 * Commodity channel index (Lambert 1980): (typical − mean) / (0.015 × mean absolute deviation) of `period` typical
 * prices (high + low + close) / 3; 0 where they are all the same. First value at index `period - 1`; a candle that is
 * not finite gives NaN and starts the warm-up anew. The deviation is taken around each window's own mean, so a step
 * costs `period` additions.
 */
export class Cci {
  private readonly window: Float64Array;
  private readonly quietUntil: number;
  private at = 0;
  private count = 0;

  constructor(
    readonly period: number,
    variant: CciVariant = "standard",
  ) {
    this.window = new Float64Array(checkPeriod("period", period));
    this.quietUntil = variant === "tulip" ? 2 * period - 1 : period;
  }

  next(high: number, low: number, close: number): number {
    const typical = (high + low + close) / 3;
    if (!Number.isFinite(typical)) {
      this.count = 0;
      return Number.NaN;
    }
    this.window[this.at] = typical;
    this.at = this.at + 1 === this.period ? 0 : this.at + 1;
    if (this.count < this.quietUntil) this.count += 1;
    return this.count < this.quietUntil ? Number.NaN : this.measure(typical);
  }

  private measure(typical: number): number {
    const { window, period } = this;
    // distances from the newest value, so that a window without movement is exactly flat
    let sum = 0;
    for (let index = 0; index < period; index++) sum += (window[index] as number) - typical;
    const mean = sum / period;
    let deviation = 0;
    for (let index = 0; index < period; index++) {
      deviation += Math.abs((window[index] as number) - typical - mean);
    }
    return deviation === 0 ? 0 : -mean / (0.015 * (deviation / period));
  }
}

/** `Cci` over whole columns. */
export function cciSeries({ high, low, close }: Ranges, period: number, variant?: CciVariant): Float64Array {
  checkLengths({ high, low, close });
  const step = new Cci(period, variant);
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    out[index] = step.next(high[index] as number, low[index] as number, close[index] as number);
  }
  return out;
}
