import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { type Result, refuse } from "@/server/kernel/result";
import { type Timeframe, timeframeMs, timeframes } from "@/server/market/core/candle";
import { changed } from "./change-series";
import { LIBRARY_LIMITS } from "./core/candle-library";
import type { DownloadAsk } from "./core/download-ask";
import { type DownloadCursor, progressOf } from "./core/download-cursor";
import { planDownload } from "./core/plan-download";
import { nameText, placeOf } from "./core/series-name";
import type { SeriesView } from "./core/series-view";
import { showSeries } from "./show-series";
import { findSeriesByName, findSeriesOf, saveAskedAgain, saveNewSeries } from "./store/series";
import type { Series } from "./store/to-series";

/**
 * Puts a download in the queue. A series that is there goes on where it stands, further back where `from` says so; its
 * new candles join those it has. Whether the exchange has that market is found out by whoever carries it out. Refuses with `invalid`
 * a beginning in the future or too many candles, `limit_reached` where the library is full, `not_now` while it is under way.
 */
export async function requestDownload(
  ask: DownloadAsk & { readonly practice: boolean },
  ctx: ActionContext,
): Promise<Result<SeriesView>> {
  const timeframe = timeframes.find((each) => each === ask.timeframe) as Timeframe;
  const { exchange, symbol } = ask;
  const place = placeOf(exchange, ask.practice);
  const [known, all] = await Promise.all([
    findSeriesByName(ctx.userId, { place, symbol, timeframe }),
    findSeriesOf(ctx.userId),
  ]);
  if (known && (known.status === "queued" || known.status === "running"))
    return refuse("not_now", `${known.view.name} is being downloaded already: wait for it, or cancel it.`);
  const begun = known !== null && known.candles > 0;
  const planned = planDownload(ask, {
    cursor: known?.cursor ?? null,
    begun,
    timeframe,
    wallNow: ctx.wallNow,
  });
  if (!planned.ok) return planned;
  const cursor = planned.value;
  const full = judgeRoom(all, { isNew: known === null, cursor, timeframe });
  if (full !== null) return refuse("limit_reached", full);
  const id = known?.id ?? ctx.runId;
  const view = {
    name: nameText({ place, symbol, timeframe }),
    progress: progressOf(cursor, timeframeMs(timeframe)),
  };
  const asked = await commit(ctx, {
    action: "candles.requested",
    subject: id,
    reason: `candles of ${view.name}`,
    detail: {
      name: view.name,
      from: new Date(cursor.fromAt).toISOString(),
      until: new Date(cursor.untilAt).toISOString(),
    },
    events: [changed({ id, view: view as SeriesView }, "queued")],
    write: (tx) =>
      known
        ? saveAskedAgain(tx, { id, cursor, wallNow: ctx.wallNow })
        : saveNewSeries(tx, {
            id,
            userId: ctx.userId,
            place,
            exchange,
            symbol,
            timeframe,
            origin: "download",
            status: "queued",
            cursor,
            rules: null,
            notes: [],
            file: null,
            sha256: null,
            wallNow: ctx.wallNow,
          }).then(() => true),
    unchanged: (saved) => !saved,
  });
  if (!asked.ok) return asked;
  return showSeries(ctx.userId, id);
}

function judgeRoom(
  all: readonly Series[],
  { isNew, cursor, timeframe }: { isNew: boolean; cursor: DownloadCursor; timeframe: Timeframe },
): string | null {
  const { total } = progressOf(cursor, timeframeMs(timeframe));
  if (total > LIBRARY_LIMITS.candles)
    return `That is ${inWords(total)} candles; a series holds ${inWords(LIBRARY_LIMITS.candles)}. Begin later, or take a longer timeframe.`;
  return judgeLibrary(all, isNew);
}

/** Whether the library takes more; a sentence where it does not. */
export function judgeLibrary(all: readonly Series[], isNew: boolean): string | null {
  const bytes = all.reduce((sum, { view }) => sum + view.bytes, 0);
  if (bytes >= LIBRARY_LIMITS.bytes) return "The stored candles fill their 4 GB: delete a series first.";
  if (isNew && all.length >= LIBRARY_LIMITS.series)
    return `${all.length} series are stored already: delete one first.`;
  const open = all.filter(({ status }) => status === "queued" || status === "running").length;
  return open >= LIBRARY_LIMITS.openDownloads
    ? `${open} downloads are under way already: wait for one to end, or cancel one.`
    : null;
}

/** "121 739": groups of three. */
const inWords = (count: number): string => count.toFixed(0).replace(/\B(?=(\d{3})+$)/g, " ");
