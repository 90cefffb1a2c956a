import type { Ranges } from "./atr";
import { checkLengths, unknownSeries } from "./bars";
import { checkPeriod } from "./check-period";

/** They differ in when the index starts and in candles that reach equally far up and down: "talib" counts neither. */
export type AdxVariant = "tulip" | "talib";

export type AdxLines = {
  readonly adx: Float64Array;
  readonly plusDi: Float64Array;
  readonly minusDi: Float64Array;
};

/** Moves closer than this part of the price are equal. */
const SAME_MOVE = 1e-12;

/**
 * Average directional index with +DI and −DI (Wilder 1978), all 0 to 100.
 *
 * Directional movement and true range are summed over the first `period - 1` changes, then s = s − s / period + x.
 * DX = 100 × |+DI − −DI| / (+DI + −DI), 0 where nothing moved; ADX starts as the mean of `period` values of DX, then
 * alpha = 1 / period. DI from index `period - 1`, ADX from `2 × period - 2` ("talib": each one later). A candle that
 * is not finite gives NaN and starts the warm-up anew.
 */
export class Adx {
  adx = Number.NaN;
  plusDi = Number.NaN;
  minusDi = Number.NaN;
  private readonly keep: number;
  private readonly firstDi: number;
  private index = -1;
  private dxCount = 0;
  private average = 0;
  private up = 0;
  private down = 0;
  private range = 0;
  private high = 0;
  private low = 0;
  private close = 0;

  constructor(
    readonly period: number,
    private readonly variant: AdxVariant = "tulip",
  ) {
    this.keep = 1 - 1 / checkPeriod("period", period, 2);
    this.firstDi = variant === "tulip" ? period - 1 : period;
  }

  next(high: number, low: number, close: number): void {
    if (!Number.isFinite(high - low + close)) {
      this.restart();
      return;
    }
    if (this.index < this.firstDi) this.index += 1;
    if (this.index > 0) this.take(high, low);
    this.high = high;
    this.low = low;
    this.close = close;
    if (this.index < this.firstDi) return;
    this.plusDi = this.range === 0 ? 0 : (100 * this.up) / this.range;
    this.minusDi = this.range === 0 ? 0 : (100 * this.down) / this.range;
    const both = this.up + this.down;
    this.smooth(both === 0 ? 0 : (100 * Math.abs(this.up - this.down)) / both, both);
  }

  private take(high: number, low: number): void {
    const rise = high - this.high;
    const fall = this.low - low;
    // equal ticks differ in their last bits, by the price they lie at
    const same = Math.abs(rise - fall) <= SAME_MOVE * high;
    let up = rise > 0 && (same || rise > fall) ? rise : 0;
    let down = fall > 0 && (same || fall > rise) ? fall : 0;
    if (same && this.variant === "talib") {
      up = 0;
      down = 0;
    }
    const range = Math.max(high, this.close) - Math.min(low, this.close);
    const keep = this.index < this.period && this.dxCount === 0 ? 1 : this.keep;
    this.up = this.up * keep + up;
    this.down = this.down * keep + down;
    this.range = this.range * keep + range;
  }

  private smooth(dx: number, both: number): void {
    if (this.dxCount < this.period) {
      this.dxCount += 1;
      this.average += dx / this.period;
      if (this.dxCount === this.period) this.adx = this.average;
      return;
    }
    // TA-Lib lets the index stand where there is no direction at all
    if (both !== 0 || this.variant === "tulip") this.average += (dx - this.average) / this.period;
    this.adx = this.average;
  }

  private restart(): void {
    this.index = -1;
    this.dxCount = 0;
    this.average = 0;
    this.up = 0;
    this.down = 0;
    this.range = 0;
    this.adx = Number.NaN;
    this.plusDi = Number.NaN;
    this.minusDi = Number.NaN;
  }
}

/** `Adx` over whole columns. */
export function adxSeries({ high, low, close }: Ranges, period: number, variant?: AdxVariant): AdxLines {
  checkLengths({ high, low, close });
  const step = new Adx(period, variant);
  const adx = unknownSeries(close.length);
  const plusDi = unknownSeries(close.length);
  const minusDi = unknownSeries(close.length);
  for (let index = 0; index < close.length; index++) {
    step.next(high[index] as number, low[index] as number, close[index] as number);
    adx[index] = step.adx;
    plusDi[index] = step.plusDi;
    minusDi[index] = step.minusDi;
  }
  return { adx, plusDi, minusDi };
}
