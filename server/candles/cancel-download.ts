import type { ActionContext } from "@/server/audit/action-context";
import { type Result, refuse } from "@/server/kernel/result";
import { changeSeries } from "./change-series";
import type { SeriesView } from "./core/series-view";
import { refuseUnknownSeries, showSeries } from "./show-series";
import { findSeries } from "./store/series";

/** Ends a download that waits or runs; the candles it has stay. Refuses with `not_found`, or `not_now` for one that has ended. */
export async function cancelDownload(
  { seriesId }: { readonly seriesId: string },
  ctx: ActionContext,
): Promise<Result<SeriesView>> {
  const series = await findSeries(seriesId, ctx.userId);
  if (!series) return refuseUnknownSeries();
  const change = { from: ["queued", "running"], to: "cancelled", reason: "cancelled by hand" } as const;
  const done = await changeSeries(series, change, ctx);
  if (!done.ok) return done;
  const now = await showSeries(ctx.userId, seriesId);
  if (!now.ok || now.value.status === "cancelled") return now;
  return refuse("not_now", "That download has ended already: there is nothing to cancel.");
}
