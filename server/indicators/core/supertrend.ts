import { Atr, type Ranges } from "./atr";
import { checkLengths, unknownSeries } from "./bars";
import { checkFactor } from "./check-period";

export type SupertrendLines = { readonly supertrend: Float64Array; readonly direction: Float64Array };

/**
 * Supertrend (Seban 2009): bands at (high + low) / 2 ± `multiplier` × ATR (Wilder) that only ever tighten while the
 * close stays inside them. The line is the lower band while the direction is up (+1), the upper one while it is down
 * (−1); a close beyond the line turns it. It starts as up. First value at index `period - 1`; a candle that is not
 * finite gives NaN and starts the warm-up anew.
 */
export class Supertrend {
  supertrend = Number.NaN;
  direction = Number.NaN;
  private readonly range: Atr;
  private upper = 0;
  private lower = 0;
  private before = 0;

  constructor(
    period: number,
    private readonly multiplier: number,
  ) {
    this.range = new Atr(period);
    checkFactor("multiplier", multiplier);
  }

  next(high: number, low: number, close: number): void {
    const width = this.multiplier * this.range.next(high, low, close);
    if (Number.isNaN(width)) {
      this.supertrend = Number.NaN;
      this.direction = Number.NaN;
      return;
    }
    const middle = (high + low) / 2;
    const started = !Number.isNaN(this.direction);
    if (!started || middle + width < this.upper || this.before > this.upper) this.upper = middle + width;
    if (!started || middle - width > this.lower || this.before < this.lower) this.lower = middle - width;
    if (!started) this.direction = 1;
    else if (this.direction < 0 && close > this.upper) this.direction = 1;
    else if (this.direction > 0 && close < this.lower) this.direction = -1;
    this.before = close;
    this.supertrend = this.direction > 0 ? this.lower : this.upper;
  }
}

/** `Supertrend` over whole columns. */
export function supertrendSeries(
  { high, low, close }: Ranges,
  period: number,
  multiplier: number,
): SupertrendLines {
  checkLengths({ high, low, close });
  const step = new Supertrend(period, multiplier);
  const supertrend = unknownSeries(close.length);
  const direction = unknownSeries(close.length);
  for (let index = 0; index < close.length; index++) {
    step.next(high[index] as number, low[index] as number, close[index] as number);
    supertrend[index] = step.supertrend;
    direction[index] = step.direction;
  }
  return { supertrend, direction };
}
