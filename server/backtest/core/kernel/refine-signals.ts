import { type CandleColumns, marketSignals, type Signals } from "./candle-columns";

/**
 * Carries the signals of coarse candles over to the finer candles they are made of, so that the order of prices inside
 * a coarse candle is read instead of assumed: a flag lands on the last fine candle before the coarse one closes and
 * acts, as before, at the next open.
 *
 * Limit prices go with every fine candle until the next coarse one closes. Coarse candles without any fine one keep
 * silent. Both in order of time.
 */
export function refineSignals(
  coarse: { readonly candles: CandleColumns; readonly signals: Signals; readonly timeframeMs: number },
  fine: CandleColumns,
): Signals {
  const { candles, signals, timeframeMs } = coarse;
  const refined = {
    ...marketSignals(new Uint8Array(fine.open.length), new Uint8Array(fine.open.length)),
    entryPrice: spread(signals.entryPrice, fine),
    exitPrice: spread(signals.exitPrice, fine),
    replacePrice: spread(signals.replacePrice, fine),
  };
  let row = 0;
  for (let index = 0; index < candles.open.length; index++) {
    const closeAt = (candles.openAt[index] as number) + timeframeMs;
    while (row < fine.open.length && (fine.openAt[row] as number) < closeAt) row += 1;
    const last = row - 1;
    if (last < 0 || (fine.openAt[last] as number) < (candles.openAt[index] as number)) continue;
    refined.entry[last] = signals.entry[index] as number;
    refined.exit[last] = signals.exit[index] as number;
    const nextCloseAt = closeAt + timeframeMs;
    for (let at = last; at < fine.open.length && (fine.openAt[at] as number) < nextCloseAt; at++) {
      if (refined.entryPrice) refined.entryPrice[at] = signals.entryPrice?.[index] as number;
      if (refined.exitPrice) refined.exitPrice[at] = signals.exitPrice?.[index] as number;
      if (refined.replacePrice) refined.replacePrice[at] = signals.replacePrice?.[index] as number;
    }
  }
  return refined;
}

const spread = (prices: Float64Array | null, fine: CandleColumns): Float64Array | null =>
  prices && new Float64Array(fine.open.length).fill(Number.NaN);
