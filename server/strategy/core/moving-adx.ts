import { Adx, type AdxLines } from "@/server/indicators/core/adx";
import { STILL_PERIODS } from "./moving-rsi";
import type { CandleWindow } from "./strategy";

/** ADX and both DI that forget, as MovingRsi does: after ten periods without any movement they start anew. */
export class MovingAdx {
  readonly lines: Adx;
  private readonly stillMax: number;
  private still = 0;
  private before = Number.NaN;

  constructor(period: number) {
    this.lines = new Adx(period);
    this.stillMax = STILL_PERIODS * period;
  }

  next(high: number, low: number, close: number): void {
    this.still = high === low && close === this.before ? this.still + 1 : 0;
    this.before = close;
    if (this.still === this.stillMax) this.lines.next(Number.NaN, Number.NaN, Number.NaN);
    this.lines.next(high, low, close);
  }
}

/** `MovingAdx` over whole columns. */
export function movingAdx({ high, low, close }: CandleWindow, period: number): AdxLines {
  const step = new MovingAdx(period);
  const { lines } = step;
  const { length } = close;
  const adx = new Float64Array(length);
  const plusDi = new Float64Array(length);
  const minusDi = new Float64Array(length);
  for (let index = 0; index < length; index++) {
    step.next(high[index] as number, low[index] as number, close[index] as number);
    adx[index] = lines.adx;
    plusDi[index] = lines.plusDi;
    minusDi[index] = lines.minusDi;
  }
  return { adx, plusDi, minusDi };
}
