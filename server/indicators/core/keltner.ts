import { Atr, type Ranges } from "./atr";
import { checkLengths, unknownSeries } from "./bars";
import type { Bands } from "./bollinger";
import { checkFactor } from "./check-period";
import { Ema } from "./ema";

/**
 * Keltner channel (Keltner 1960, in Raschke's form): EMA of the close over `period`, seeded with the mean of the first
 * `period` closes, and `multiplier` average true ranges (`atrPeriod`, Wilder) below and above it. First value at index
 * max(`period`, `atrPeriod`) − 1; a candle that is not finite gives NaN and starts the warm-up anew.
 */
export class Keltner {
  lower = Number.NaN;
  middle = Number.NaN;
  upper = Number.NaN;
  private readonly mean: Ema;
  private readonly range: Atr;

  constructor(
    period: number,
    atrPeriod: number,
    private readonly multiplier: number,
  ) {
    this.mean = new Ema(period, "sma");
    this.range = new Atr(atrPeriod);
    checkFactor("multiplier", multiplier);
  }

  next(high: number, low: number, close: number): void {
    const whole = Number.isFinite(high - low + close);
    const middle = this.mean.next(whole ? close : Number.NaN);
    const width = this.multiplier * this.range.next(high, low, close);
    this.lower = middle - width;
    this.upper = middle + width;
    this.middle = Number.isNaN(width) ? Number.NaN : middle;
  }
}

/** `Keltner` over whole columns; `lengths` are [period, atrPeriod]. */
export function keltnerSeries(
  { high, low, close }: Ranges,
  [period, atrPeriod]: readonly [period: number, atrPeriod: number],
  multiplier: number,
): Bands {
  checkLengths({ high, low, close });
  const step = new Keltner(period, atrPeriod, multiplier);
  const lower = unknownSeries(close.length);
  const middle = unknownSeries(close.length);
  const upper = unknownSeries(close.length);
  for (let index = 0; index < close.length; index++) {
    step.next(high[index] as number, low[index] as number, close[index] as number);
    lower[index] = step.lower;
    middle[index] = step.middle;
    upper[index] = step.upper;
  }
  return { lower, middle, upper };
}
