import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { OutboxMessage } from "@/server/audit/core/outbox-message";
import type { Result } from "@/server/kernel/result";
import type { SeriesStatus } from "./core/series-view";
import { saveStatus } from "./store/series";
import type { Series } from "./store/to-series";

type Change = {
  readonly from: readonly SeriesStatus[];
  readonly to: SeriesStatus;
  readonly reason: string;
  readonly notes?: readonly string[];
};

/** What pages are told of a series. */
export const changed = (
  { id, view }: Pick<Series, "id" | "view">,
  status: SeriesStatus | "deleted",
  step = "",
): OutboxMessage => ({
  name: "candles/changed",
  data: { seriesId: id, name: view.name, status, done: view.progress.done, total: view.progress.total, step },
});

/** Moves a download from one status to another and tells the pages; false where it no longer was in that status. */
export function changeSeries(series: Series, change: Change, ctx: ActionContext): Promise<Result<boolean>> {
  const { from, to, reason, notes } = change;
  return commit(ctx, {
    action: to === "running" ? "candles.started" : `candles.${to}`,
    subject: series.id,
    reason,
    detail: { name: series.view.name, from: [...from], to, candles: series.candles },
    events: [changed(series, to)],
    write: (tx) =>
      saveStatus(tx, {
        id: series.id,
        from,
        to,
        reason: to === "failed" || to === "cancelled" ? reason : null,
        ...(notes && { notes }),
        wallNow: ctx.wallNow,
      }),
    unchanged: (done) => !done,
  });
}
