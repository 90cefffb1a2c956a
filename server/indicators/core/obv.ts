import { checkLengths } from "./bars";

/** "tulip" starts at 0, "talib" at the first candle's volume. */
export type ObvStart = "tulip" | "talib";

/**
 * On-balance volume (Granville 1963) in base: a running sum of volume, added where the close rose and taken away where
 * it fell. First value at index 0. It depends on where the candles begin: compare its changes, never its level. A
 * candle that is not finite gives NaN and the sum starts anew after it.
 */
export class Obv {
  private started = false;
  private before = 0;
  private sum = 0;

  constructor(private readonly start: ObvStart = "tulip") {}

  next(close: number, volume: number): number {
    if (!Number.isFinite(close + volume)) {
      this.started = false;
      return Number.NaN;
    }
    if (!this.started) {
      this.started = true;
      this.sum = this.start === "talib" ? volume : 0;
    } else if (close > this.before) this.sum += volume;
    else if (close < this.before) this.sum -= volume;
    this.before = close;
    return this.sum;
  }
}

/** `Obv` over whole columns. */
export function obvSeries(close: Float64Array, volume: Float64Array, start?: ObvStart): Float64Array {
  checkLengths({ close, volume });
  const step = new Obv(start);
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    out[index] = step.next(close[index] as number, volume[index] as number);
  }
  return out;
}
