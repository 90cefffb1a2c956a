import type { Ranges } from "./atr";
import { checkLengths } from "./bars";
import { checkPeriod } from "./check-period";
import { RollingExtreme } from "./rolling-extreme";

/**
 * Williams %R (Williams 1973), −100 to 0: −100 × (highest high − close) / (highest high − lowest low) of `period`
 * candles; 0 where they have no range. First value at index `period - 1`; a candle that is not finite starts anew.
 */
export class WilliamsR {
  private readonly highest: RollingExtreme;
  private readonly lowest: RollingExtreme;

  constructor(period: number) {
    this.highest = new RollingExtreme(checkPeriod("period", period), "highest");
    this.lowest = new RollingExtreme(period, "lowest");
  }

  next(high: number, low: number, close: number): number {
    if (!Number.isFinite(high - low + close)) {
      this.highest.restart();
      this.lowest.restart();
      return Number.NaN;
    }
    const top = this.highest.next(high);
    const bottom = this.lowest.next(low);
    return top === bottom ? 0 : (-100 * (top - close)) / (top - bottom);
  }
}

/** `WilliamsR` over whole columns. */
export function williamsRSeries({ high, low, close }: Ranges, period: number): Float64Array {
  checkLengths({ high, low, close });
  const step = new WilliamsR(period);
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) {
    out[index] = step.next(high[index] as number, low[index] as number, close[index] as number);
  }
  return out;
}
