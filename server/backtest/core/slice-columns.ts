import type { CandleColumns, Signals } from "./kernel/candle-columns";

/** Candles `from` up to, not including, `until`, by their place. */
export type CandleSpan = { readonly from: number; readonly until: number };

/** The candles from one up to, not including, another; the same memory. */
export const sliceColumns = (candles: CandleColumns, { from, until }: CandleSpan): CandleColumns => ({
  openAt: candles.openAt.subarray(from, until),
  open: candles.open.subarray(from, until),
  high: candles.high.subarray(from, until),
  low: candles.low.subarray(from, until),
  close: candles.close.subarray(from, until),
  volume: candles.volume.subarray(from, until),
});

/** The signals of the candles from one up to, not including, another; the same memory. */
export const sliceSignals = (signals: Signals, { from, until }: CandleSpan): Signals => ({
  entry: signals.entry.subarray(from, until),
  exit: signals.exit.subarray(from, until),
  entryPrice: signals.entryPrice?.subarray(from, until) ?? null,
  exitPrice: signals.exitPrice?.subarray(from, until) ?? null,
  replacePrice: signals.replacePrice?.subarray(from, until) ?? null,
});
