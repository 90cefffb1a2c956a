import { checkLengths } from "./bars";
import { checkPeriod } from "./check-period";

/** Highs, lows and closes of the same candles, oldest first. */
export type Ranges = {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
};

/** "tulip" counts the first candle's high − low as its true range; "talib" has none before the second candle. */
export type TrueRangeVariant = "tulip" | "talib";

/**
 * True range (Wilder 1978): the largest of high − low and the distances of both from the close before, in price units.
 * First value at index 0 ("talib": 1). A candle that is not finite gives NaN and the next one counts as the first.
 */
export class TrueRange {
  private started = false;
  private before = 0;

  constructor(private readonly variant: TrueRangeVariant = "tulip") {}

  next(high: number, low: number, close: number): number {
    if (!Number.isFinite(high - low + close)) return this.restart();
    const before = this.before;
    this.before = close;
    if (this.started) return Math.max(high, before) - Math.min(low, before);
    this.started = true;
    return this.variant === "tulip" ? high - low : Number.NaN;
  }

  private restart(): number {
    this.started = false;
    return Number.NaN;
  }
}

/**
 * Average true range (Wilder 1978) in price units. The first value is the mean of the first `period` true ranges, then
 * alpha = 1 / period. First value at index `period - 1`, the first candle's high − low counted among them ("talib":
 * at `period`). A candle that is not finite gives NaN and starts the warm-up anew.
 */
export class Atr {
  private readonly alpha: number;
  private readonly trueRange: TrueRange;
  private count = 0;
  private average = 0;

  constructor(
    readonly period: number,
    variant: TrueRangeVariant = "tulip",
  ) {
    this.alpha = 1 / checkPeriod("period", period);
    this.trueRange = new TrueRange(variant);
  }

  next(high: number, low: number, close: number): number {
    const range = this.trueRange.next(high, low, close);
    if (Number.isNaN(range)) return this.restart();
    if (this.count === this.period) {
      this.average += (range - this.average) * this.alpha;
      return this.average;
    }
    this.average += range * this.alpha;
    this.count += 1;
    return this.count === this.period ? this.average : Number.NaN;
  }

  private restart(): number {
    this.count = 0;
    this.average = 0;
    return Number.NaN;
  }
}

/** `TrueRange` over whole columns. */
export function trueRangeSeries({ high, low, close }: Ranges, variant?: TrueRangeVariant): Float64Array {
  checkLengths({ high, low, close });
  const step = new TrueRange(variant);
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    out[index] = step.next(high[index] as number, low[index] as number, close[index] as number);
  }
  return out;
}

/** `Atr` over whole columns. */
export function atrSeries(
  { high, low, close }: Ranges,
  period: number,
  variant?: TrueRangeVariant,
): Float64Array {
  checkLengths({ high, low, close });
  const step = new Atr(period, variant);
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    out[index] = step.next(high[index] as number, low[index] as number, close[index] as number);
  }
  return out;
}

/**
 * Plain mean of the last `period` true ranges before place `end`, in price units; NaN without a candle before the first of
 * them. Unlike Wilder's average it depends on nothing older: a window and a whole history give the same digits.
 */
export function meanTrueRange({ high, low, close }: Ranges, end: number, period: number): number {
  checkPeriod("period", period);
  const first = end - period;
  if (first < 1) return Number.NaN;
  let sum = 0;
  for (let index = first; index < end; index++) {
    const before = close[index - 1] as number;
    sum += Math.max(high[index] as number, before) - Math.min(low[index] as number, before);
  }
  return sum / period;
}
