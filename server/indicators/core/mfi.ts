import type { Ranges } from "./atr";
import { checkLengths } from "./bars";
import { checkPeriod } from "./check-period";
import { RollingSum } from "./rolling-sum";

/** Ranges with the volume of the same candles, in base. */
export type VolumeRanges = Ranges & { readonly volume: Float64Array };

/**
 * Money flow index (Quong and Soudack 1989), 0 to 100: the share of upward flow in all flow of the newest `period`
 * changes, flow = typical price × volume, upward where the typical price rose; 50 where nothing flowed. First value at
 * index `period`; a candle that is not finite gives NaN and starts the warm-up anew.
 */
export class Mfi {
  private readonly up: RollingSum;
  private readonly down: RollingSum;
  private started = false;
  private before = 0;

  constructor(period: number) {
    this.up = new RollingSum(checkPeriod("period", period));
    this.down = new RollingSum(period);
  }

  next(high: number, low: number, close: number, volume: number): number {
    const typical = (high + low + close) / 3;
    const flow = typical * volume;
    if (!Number.isFinite(flow)) return this.restart();
    const change = typical - this.before;
    this.before = typical;
    if (!this.started) {
      this.started = true;
      return Number.NaN;
    }
    const up = this.up.next(change > 0 ? flow : 0);
    const down = this.down.next(change < 0 ? flow : 0);
    const both = up + down;
    return both === 0 ? 50 : (100 * up) / both;
  }

  private restart(): number {
    this.started = false;
    this.up.restart();
    this.down.restart();
    return Number.NaN;
  }
}

/** `Mfi` over whole columns. */
export function mfiSeries({ high, low, close, volume }: VolumeRanges, period: number): Float64Array {
  checkLengths({ high, low, close, volume });
  const step = new Mfi(period);
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    const [top, bottom] = [high[index] as number, low[index] as number];
    out[index] = step.next(top, bottom, close[index] as number, volume[index] as number);
  }
  return out;
}
