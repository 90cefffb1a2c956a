import { checkLengths, unknownSeries } from "./bars";
import { checkPeriod } from "./check-period";
import { RollingExtreme } from "./rolling-extreme";

/**
 * "previous": the `period` candles BEFORE each candle, so that a close outside the channel is a breakout, as Donchian
 * traded it. "inclusive": each candle's own high and low count among the `period`, as charts draw it.
 */
export type DonchianSpan = "previous" | "inclusive";

export type Channel = { readonly lower: Float64Array; readonly upper: Float64Array };

/**
 * Donchian channel (Donchian 1960): the highest high and the lowest low of `period` candles. First value at index
 * `period` ("inclusive": `period - 1`). A candle that is not finite gives NaN and starts the warm-up anew.
 */
export class Donchian {
  lower = Number.NaN;
  upper = Number.NaN;
  private readonly highest: RollingExtreme;
  private readonly lowest: RollingExtreme;
  private newestUpper = Number.NaN;
  private newestLower = Number.NaN;

  constructor(
    period: number,
    private readonly span: DonchianSpan = "previous",
  ) {
    this.highest = new RollingExtreme(checkPeriod("period", period), "highest");
    this.lowest = new RollingExtreme(period, "lowest");
  }

  next(high: number, low: number): void {
    if (!Number.isFinite(high - low)) {
      this.restart();
      return;
    }
    this.upper = this.newestUpper;
    this.lower = this.newestLower;
    this.newestUpper = this.highest.next(high);
    this.newestLower = this.lowest.next(low);
    if (this.span === "previous") return;
    this.upper = this.newestUpper;
    this.lower = this.newestLower;
  }

  private restart(): void {
    this.highest.restart();
    this.lowest.restart();
    this.newestUpper = Number.NaN;
    this.newestLower = Number.NaN;
    this.upper = Number.NaN;
    this.lower = Number.NaN;
  }
}

/** `Donchian` over whole columns. */
export function donchianSeries(
  high: Float64Array,
  low: Float64Array,
  period: number,
  span: DonchianSpan = "previous",
): Channel {
  checkLengths({ high, low });
  const step = new Donchian(period, span);
  const upper = unknownSeries(high.length);
  const lower = unknownSeries(low.length);
  for (let index = 0; index < high.length; index++) {
    step.next(high[index] as number, low[index] as number);
    upper[index] = step.upper;
    lower[index] = step.lower;
  }
  return { lower, upper };
}
