import { checkLengths } from "./bars";
import { checkPeriod } from "./check-period";
import type { VolumeRanges } from "./mfi";
import { RollingSum } from "./rolling-sum";

const DAY_MS = 86_400_000;

/**
 * Volume-weighted average price of the SESSION so far (Berkowitz, Logue and Noser 1988): Σ typical × volume / Σ volume
 * since 00:00 UTC of the candle's own day, typical = (high + low + close) / 3; the typical price itself where nothing
 * has traded yet. First value at index 0. A candle that is not finite gives NaN and starts a new sum.
 */
export class SessionVwap {
  private day = Number.NaN;
  private money = 0;
  private volume = 0;

  /** `openMs`: the candle's opening, ms UTC. */
  next(openMs: number, high: number, low: number, close: number, volume: number): number {
    const typical = (high + low + close) / 3;
    if (!Number.isFinite(typical * volume + openMs)) {
      this.day = Number.NaN;
      return Number.NaN;
    }
    const day = Math.floor(openMs / DAY_MS);
    if (day !== this.day) {
      this.day = day;
      this.money = 0;
      this.volume = 0;
    }
    this.money += typical * volume;
    this.volume += volume;
    return this.volume === 0 ? typical : this.money / this.volume;
  }
}

/**
 * ROLLING volume-weighted average price of the newest `period` candles; the typical price itself where none of them
 * traded. First value at index `period - 1`. A candle that is not finite gives NaN and starts the warm-up anew.
 */
export class RollingVwap {
  private readonly money: RollingSum;
  private readonly volume: RollingSum;

  constructor(period: number) {
    this.money = new RollingSum(checkPeriod("period", period));
    this.volume = new RollingSum(period);
  }

  next(high: number, low: number, close: number, volume: number): number {
    const typical = (high + low + close) / 3;
    if (!Number.isFinite(typical * volume)) {
      this.money.restart();
      this.volume.restart();
      return Number.NaN;
    }
    const money = this.money.next(typical * volume);
    const traded = this.volume.next(volume);
    return traded === 0 ? typical : money / traded;
  }
}

/** `SessionVwap` over whole columns. */
export function sessionVwapSeries({
  time,
  high,
  low,
  close,
  volume,
}: VolumeRanges & { readonly time: Float64Array }): Float64Array {
  checkLengths({ time, high, low, close, volume });
  const step = new SessionVwap();
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    const [top, bottom, last] = [high[index] as number, low[index] as number, close[index] as number];
    out[index] = step.next(time[index] as number, top, bottom, last, volume[index] as number);
  }
  return out;
}

/** `RollingVwap` over whole columns. */
export function rollingVwapSeries({ high, low, close, volume }: VolumeRanges, period: number): Float64Array {
  checkLengths({ high, low, close, volume });
  const step = new RollingVwap(period);
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    const [top, bottom] = [high[index] as number, low[index] as number];
    out[index] = step.next(top, bottom, close[index] as number, volume[index] as number);
  }
  return out;
}
