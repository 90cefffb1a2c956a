import type { CandleColumns } from "../core/kernel/candle-columns";

/** Room for candles in memory that all threads see. */
export const sharedColumns = (length: number): CandleColumns => ({
  openAt: sharedNumbers(length),
  open: sharedNumbers(length),
  high: sharedNumbers(length),
  low: sharedNumbers(length),
  close: sharedNumbers(length),
  volume: sharedNumbers(length),
});

/** The same candles in memory that all threads see. */
export function shareColumns(candles: CandleColumns): CandleColumns {
  const columns = sharedColumns(candles.open.length);
  for (const name of Object.keys(columns) as (keyof CandleColumns)[]) columns[name].set(candles[name]);
  return columns;
}

const sharedNumbers = (length: number): Float64Array =>
  new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
