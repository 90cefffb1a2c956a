import { Adx, type AdxLines } from "@/server/indicators/core/adx";
import { STILL_PERIODS } from "./moving-rsi";
import type { CandleWindow } from "./strategy";

/** ADX and both DI that forget, as movingRsi does: after ten periods without any movement they start anew. */
export function movingAdx({ high, low, close }: CandleWindow, period: number): AdxLines {
  const step = new Adx(period);
  const { length } = close;
  const adx = new Float64Array(length);
  const plusDi = new Float64Array(length);
  const minusDi = new Float64Array(length);
  let still = 0;
  for (let index = 0; index < length; index++) {
    const [top, bottom, price] = [high[index] as number, low[index] as number, close[index] as number];
    still = top === bottom && price === close[index - 1] ? still + 1 : 0;
    if (still === STILL_PERIODS * period) step.next(Number.NaN, Number.NaN, Number.NaN);
    step.next(top, bottom, price);
    adx[index] = step.adx;
    plusDi[index] = step.plusDi;
    minusDi[index] = step.minusDi;
  }
  return { adx, plusDi, minusDi };
}
