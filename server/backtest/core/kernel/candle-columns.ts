/** Closed candles as columns, oldest first, all of one length. `openAt` in milliseconds UTC on the market clock. */
export type CandleColumns = {
  readonly openAt: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};

/**
 * What a strategy says about each closed candle: 1 is yes. A flag on candle i acts at the open of candle i + 1.
 *
 * The prices are those of limit orders, read from the same candle as the flag, null when every order is a market
 * order. `replace` answers for an entry that still rests: NaN keeps it, 0 cancels it, another price replaces it.
 */
export type Signals = {
  readonly entry: Uint8Array;
  readonly exit: Uint8Array;
  readonly entryPrice: Float64Array | null;
  readonly exitPrice: Float64Array | null;
  readonly replacePrice: Float64Array | null;
};

/** Room for `length` candles. */
export const emptyColumns = (length: number): CandleColumns => ({
  openAt: new Float64Array(length),
  open: new Float64Array(length),
  high: new Float64Array(length),
  low: new Float64Array(length),
  close: new Float64Array(length),
  volume: new Float64Array(length),
});

/** Flags alone: market orders both ways. */
export const marketSignals = (entry: Uint8Array, exit: Uint8Array): Signals => ({
  entry,
  exit,
  entryPrice: null,
  exitPrice: null,
  replacePrice: null,
});

/**
 * Flags that came with the candles: an entry needs no wish to leave on its candle, and a wish to leave is overruled by
 * one to enter.
 */
export const flagSignals = (enter: Uint8Array, leave: Uint8Array): Signals =>
  marketSignals(
    enter.map((flag, index) => flag & ~(leave[index] as number)),
    leave.map((flag, index) => flag & ~(enter[index] as number)),
  );
