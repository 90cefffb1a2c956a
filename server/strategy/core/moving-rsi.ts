import { Rsi } from "@/server/indicators/core/rsi";

/** After so many periods without any change the averages hold nothing but what rounding left of older moves. */
export const STILL_PERIODS = 10;

/**
 * RSI of closes that forgets: where the price has stood still for ten periods it starts anew, since a ratio of two
 * averages would otherwise remember the last move for ever.
 */
export class MovingRsi {
  private readonly step: Rsi;
  private readonly stillMax: number;
  private still = 0;
  private before = Number.NaN;

  constructor(period: number) {
    this.step = new Rsi(period);
    this.stillMax = STILL_PERIODS * period;
  }

  next(price: number): number {
    this.still = price === this.before ? this.still + 1 : 0;
    this.before = price;
    if (this.still === this.stillMax) this.step.next(Number.NaN);
    return this.step.next(price);
  }
}

/** `MovingRsi` over a series of closes. */
export function movingRsi(close: Float64Array, period: number): Float64Array {
  const step = new MovingRsi(period);
  const out = new Float64Array(close.length);
  for (let index = 0; index < close.length; index++) out[index] = step.next(close[index] as number);
  return out;
}
