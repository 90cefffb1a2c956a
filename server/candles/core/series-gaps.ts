import { type CandleTimeframe, candleCloseAt, timeframeMs } from "@/server/market/core/candle";

/** Candles that are missing: `missing` of them from `at` on (ms UTC). */
export type SeriesGap = { readonly at: number; readonly missing: number };

/** How many candles are missing between one that opens at `before` and the next one known, at `after`. */
function missingBetween(before: number, after: number, timeframe: CandleTimeframe): number {
  const due = candleCloseAt(before, timeframe);
  return Math.max(0, Math.round((after - due) / timeframeMs(timeframe)));
}

/** The gaps inside some candles, oldest first. */
export function gapsInside(openAt: Float64Array, timeframe: CandleTimeframe): readonly SeriesGap[] {
  const gaps: SeriesGap[] = [];
  for (let row = 1; row < openAt.length; row++) {
    const before = openAt[row - 1] as number;
    const missing = missingBetween(before, openAt[row] as number, timeframe);
    if (missing > 0) gaps.push({ at: candleCloseAt(before, timeframe), missing });
  }
  return gaps;
}

/** How many candles a series lacks between its first and its last. */
export const missingOf = (
  series: { readonly firstAt: number | null; readonly lastAt: number | null; readonly candles: number },
  timeframe: CandleTimeframe,
): number => {
  const { firstAt, lastAt, candles } = series;
  if (firstAt === null || lastAt === null) return 0;
  const slots = Math.round((lastAt - firstAt) / timeframeMs(timeframe)) + 1;
  return Math.max(0, slots - candles);
};

export type ChunkSpan = {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly gaps: readonly SeriesGap[];
};

/** The gaps of a whole series from its chunks, oldest first. */
export function gapsOfChunks(chunks: readonly ChunkSpan[], timeframe: CandleTimeframe): readonly SeriesGap[] {
  return chunks.flatMap((chunk, place) => {
    const before = chunks[place - 1];
    const missing = before ? missingBetween(before.lastAt, chunk.firstAt, timeframe) : 0;
    const between = before && missing > 0 ? [{ at: candleCloseAt(before.lastAt, timeframe), missing }] : [];
    return [...between, ...chunk.gaps];
  });
}
