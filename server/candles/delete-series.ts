import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { changed } from "./change-series";
import { refuseUnknownSeries } from "./show-series";
import { findSeries, removeSeries } from "./store/series";

/** Deletes stored candles. Backtests that were made of them stay. Refuses with `not_found`, or `not_now` while they are being read. */
export async function deleteSeries(
  { seriesId }: { readonly seriesId: string },
  ctx: ActionContext,
): Promise<Result<{ readonly seriesId: string }>> {
  const series = await findSeries(seriesId, ctx.userId);
  if (!series) return refuseUnknownSeries();
  const { name, candles, bytes } = series.view;
  const removed = await commit(ctx, {
    action: "candles.deleted",
    subject: seriesId,
    reason: name,
    detail: { name, candles, bytes },
    events: [changed(series, "deleted")],
    write: (tx) => removeSeries(tx, ctx.userId, seriesId),
    unchanged: (gone) => !gone,
  });
  if (!removed.ok) return removed;
  return removed.value
    ? accept({ seriesId })
    : refuse("not_now", "They are being downloaded: cancel that first.");
}
