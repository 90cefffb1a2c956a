import { accept, type Result, refuse } from "@/server/kernel/result";
import { gapsOfChunks } from "./core/series-gaps";
import type { SeriesDetail, SeriesView } from "./core/series-view";
import { findChunkSpans } from "./store/chunks";
import { findSeries } from "./store/series";

const GAPS_SHOWN = 200;

export const refuseUnknownSeries = () =>
  refuse("not_found", "There are no such stored candles: the page Candles lists those there are.");

/** One series of a user as it stands. */
export async function showSeries(userId: string, id: string): Promise<Result<SeriesView>> {
  const series = await findSeries(id, userId);
  return series ? accept(series.view) : refuseUnknownSeries();
}

/** The same with its gaps, the first two hundred of them. */
export async function showSeriesGaps(
  { seriesId }: { readonly seriesId: string },
  { userId }: { readonly userId: string },
): Promise<Result<SeriesDetail>> {
  const series = await findSeries(seriesId, userId);
  if (!series) return refuseUnknownSeries();
  const gaps = gapsOfChunks(await findChunkSpans(seriesId), series.timeframe);
  return accept({
    series: series.view,
    gaps: gaps.slice(0, GAPS_SHOWN).map(({ at, missing }) => ({ at: new Date(at).toISOString(), missing })),
    gapsInAll: gaps.length,
  });
}
