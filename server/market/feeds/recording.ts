import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { Decimal, type Decimal as DecimalType, ONE } from "@/server/kernel/money";
import { type Candle, type CandleTimeframe, timeframeMs } from "../core/candle";
import type { MarketName } from "../core/market-name";
import { firstFrom } from "../core/place-in-time";

/**
 * The candles of one file, kept small: whole multiples of `10^-priceScale` and `10^-volumeScale`, exact in a
 * float because the reader rounds anything beyond 15 digits. One row is [open, high, low, close, volume].
 */
export type Recording = MarketName & {
  readonly timeframe: CandleTimeframe;
  readonly file: string;
  readonly priceScale: number;
  readonly volumeScale: number;
  readonly openAt: Float64Array;
  readonly values: Float64Array;
};

export const COLUMNS = 5;

/** 10^-scale: the smallest step a recording's prices or volumes are written in. */
export const stepOf = (scale: number): DecimalType => ONE.div(new Decimal(10).pow(scale));

/** First instant of the recording, and the end of its last candle (market clock). */
export function spanOf(recording: Recording): { readonly from: MarketMs; readonly until: MarketMs } {
  const { openAt, timeframe } = recording;
  return { from: marketMs(openAt[0] ?? 0), until: marketMs((openAt.at(-1) ?? 0) + timeframeMs(timeframe)) };
}

/**
 * Folds the rows inside [openAt, openAt + lengthMs) into one candle, null when there is none. The rows are those
 * that were traded: a gap in the recording stays a gap, nothing is filled in.
 */
export function candleFrom(recording: Recording, openAt: number, lengthMs: number): Candle | null {
  const { values, priceScale, volumeScale } = recording;
  const first = firstFrom(recording.openAt, openAt);
  const last = firstFrom(recording.openAt, openAt + lengthMs) - 1;
  if (last < first) return null;
  const [price, size] = [stepOf(priceScale), stepOf(volumeScale)];
  const at = (row: number, column: number): number => values[row * COLUMNS + column] ?? 0;
  let [high, low, volume] = [at(first, 1), at(first, 2), BigInt(at(first, 4))];
  for (let row = first + 1; row <= last; row++) {
    high = Math.max(high, at(row, 1));
    low = Math.min(low, at(row, 2));
    volume += BigInt(at(row, 4));
  }
  return {
    openAt: marketMs(openAt),
    open: price.times(at(first, 0)),
    high: price.times(high),
    low: price.times(low),
    close: price.times(at(last, 3)),
    volume: size.times(volume.toString()),
  };
}
