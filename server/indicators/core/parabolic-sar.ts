import { checkLengths } from "./bars";
import { checkFactor } from "./check-period";

/**
 * They differ in how the first trend is chosen and in candles that turn it. "tulip": up when the second candle's middle
 * is not below the first's, the turn is put at the extreme. "talib": down only when the second low falls by more than
 * its high rises, and at a turn the stop is put beyond both newest candles.
 */
export type ParabolicSarVariant = "tulip" | "talib";

/**
 * Parabolic stop and reverse (Wilder 1978), a price: sar += acceleration × (extreme − sar), never inside the two candles
 * before; acceleration grows by `step` with each new extreme up to `max`; a candle through the stop turns the trend.
 * First value at index 1. A candle that is not finite gives NaN and starts anew.
 */
export class ParabolicSar {
  private count = 0;
  private long = true;
  private sar = 0;
  private extreme = 0;
  private acceleration = 0;
  private high1 = 0;
  private low1 = 0;
  private high2 = 0;
  private low2 = 0;

  constructor(
    private readonly step: number,
    private readonly max: number,
    private readonly variant: ParabolicSarVariant = "tulip",
  ) {
    checkFactor("step", step);
    checkFactor("max", max);
    if (max < step) throw new RangeError(`max (${max}) must not be below step (${step}).`);
  }

  next(high: number, low: number): number {
    if (!Number.isFinite(high - low)) {
      this.count = 0;
      return Number.NaN;
    }
    if (this.count < 3) this.count += 1;
    const sar = this.count === 1 ? Number.NaN : this.move(high, low);
    this.high2 = this.high1;
    this.low2 = this.low1;
    this.high1 = high;
    this.low1 = low;
    return sar;
  }

  private move(high: number, low: number): number {
    if (this.count === 2) this.begin(high, low);
    return this.variant === "tulip" ? this.moveTulip(high, low) : this.moveTalib(high, low);
  }

  private begin(high: number, low: number): void {
    const fall = this.low1 - low;
    this.long =
      this.variant === "tulip"
        ? this.high1 + this.low1 <= high + low
        : !(fall > 0 && fall > high - this.high1);
    this.sar = this.long ? this.low1 : this.high1;
    this.acceleration = this.step;
    if (this.variant === "talib") {
      this.extreme = this.long ? high : low;
      // TA-Lib takes this candle for the one before, too
      this.high1 = high;
      this.low1 = low;
    } else this.extreme = this.long ? this.high1 : this.low1;
  }

  private moveTulip(high: number, low: number): number {
    this.sar += (this.extreme - this.sar) * this.acceleration;
    if (this.long) {
      if (this.count > 2 && this.sar > this.low2) this.sar = this.low2;
      if (this.sar > this.low1) this.sar = this.low1;
    } else {
      if (this.count > 2 && this.sar < this.high2) this.sar = this.high2;
      if (this.sar < this.high1) this.sar = this.high1;
    }
    this.stretch(high, low);
    if (this.long ? low < this.sar : high > this.sar) this.turn(high, low);
    return this.sar;
  }

  /** The stop given is the one fixed a candle before; the next one is made ready here. */
  private moveTalib(high: number, low: number): number {
    const turned = this.long ? low <= this.sar : high >= this.sar;
    if (turned) {
      this.turn(high, low);
      this.keepOutside(high, low);
    }
    const given = this.sar;
    if (!turned) this.stretch(high, low);
    this.sar += this.acceleration * (this.extreme - this.sar);
    this.keepOutside(high, low);
    return given;
  }

  private stretch(high: number, low: number): void {
    if (this.long ? high <= this.extreme : low >= this.extreme) return;
    this.extreme = this.long ? high : low;
    this.acceleration = Math.min(this.max, this.acceleration + this.step);
  }

  private turn(high: number, low: number): void {
    this.long = !this.long;
    this.sar = this.extreme;
    this.extreme = this.long ? high : low;
    this.acceleration = this.step;
  }

  private keepOutside(high: number, low: number): void {
    this.sar = this.long ? Math.min(this.sar, this.low1, low) : Math.max(this.sar, this.high1, high);
  }
}

/** `ParabolicSar` over whole columns. */
export function parabolicSarSeries(
  high: Float64Array,
  low: Float64Array,
  [step, max]: readonly [step: number, max: number],
  variant?: ParabolicSarVariant,
): Float64Array {
  checkLengths({ high, low });
  const stop = new ParabolicSar(step, max, variant);
  const out = new Float64Array(high.length);
  for (let index = 0; index < high.length; index++) {
    out[index] = stop.next(high[index] as number, low[index] as number);
  }
  return out;
}
