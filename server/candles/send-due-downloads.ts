import { commit } from "@/server/audit/commit";
import { jobContext } from "@/server/audit/job-context";
import type { SentEvent } from "@/server/events/job-engine";
import { judgeOrphans, TAKE_UPS_MAX } from "@/server/events/judge-orphans";
import { changeSeries } from "./change-series";
import { DOWNLOAD_JOB } from "./continue-download";
import type { DownloadRuntime } from "./runtime";
import { findOpenSeries, findSeries, saveTakenUp } from "./store/series";
import type { Series } from "./store/to-series";

const OPEN_MAX = 1_000;

/** Its id holds which asking it is: the same one again is a repeat, a download that goes on is not. */
const downloadEvent = ({ id, userId, exchange, round }: Series): SentEvent & { readonly id: string } => ({
  id: `candles:${id}:${round}`,
  name: "candles/requested",
  data: { seriesId: id, userId, exchange },
});

/**
 * Hands downloads that wait to the job engine: they are asked for in other processes, by the database. Those that a
 * terminal reads itself are its own until it is silent; those whose job was lost are sent anew.
 */
export function createDownloadSender(
  runtime: DownloadRuntime,
  send: (events: readonly SentEvent[]) => Promise<unknown>,
) {
  const sent = new Set<string>();
  return async (): Promise<void> => {
    const open = await findOpenSeries(OPEN_MAX);
    const due = open
      .filter(({ status }) => status === "queued")
      .map(downloadEvent)
      .filter(({ id }) => !sent.has(id));
    if (due.length > 0) await send(due);
    for (const { id } of due) sent.add(id);
    for (const orphan of judgeOrphans(open, ({ exchange }) => exchange, runtime.clocks.wall()))
      await takeUp(runtime, orphan, send);
  };
}

async function takeUp(
  { clocks }: DownloadRuntime,
  series: Series,
  send: (events: readonly SentEvent[]) => Promise<unknown>,
): Promise<void> {
  const { id, userId, takenUp } = series;
  const ctx = jobContext(clocks, userId, DOWNLOAD_JOB, id);
  if (takenUp >= TAKE_UPS_MAX) {
    const reason = `Its job was lost ${TAKE_UPS_MAX} times. See on the Jobs page whether "Download candles" is paused or fails; then resume it.`;
    await changeSeries(series, { from: ["queued", "running"], to: "failed", reason }, ctx);
    return;
  }
  const round = series.round + 1;
  // sent first: when this process ends in between, the same event is sent again and taken for a repeat
  await send([downloadEvent({ ...series, round })]);
  await commit(ctx, {
    action: "candles.taken_up",
    subject: id,
    reason: "its reader was not heard of for too long: it is sent anew",
    detail: { name: series.view.name, takenUp: takenUp + 1 },
    events: [],
    write: (tx) => saveTakenUp(tx, { id, round, wallNow: clocks.wall() }),
    unchanged: (saved) => !saved,
  });
}

/** Ends a download whose job failed for good. One that has ended stays as it is. */
export async function failDownload(
  { clocks }: Pick<DownloadRuntime, "clocks">,
  seriesId: string,
  reason: string,
): Promise<{ readonly failed: boolean }> {
  const series = await findSeries(seriesId);
  if (!series) return { failed: false };
  const ctx = jobContext(clocks, series.userId, DOWNLOAD_JOB, seriesId);
  const change = { from: ["queued", "running"], to: "failed", reason: reason.slice(0, 400) } as const;
  const done = await changeSeries(series, change, ctx);
  return { failed: done.ok && done.value };
}
