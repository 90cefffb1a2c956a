import { listMailChannels, writeLetter } from "@/server/alerts/letters";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { Book } from "@/server/kernel/book";
import { accept, type Result } from "@/server/kernel/result";
import { getSettings } from "@/server/settings/get-settings";
import type { ReportPeriod } from "./core/report-period";
import { gatherReport } from "./gather-report";
import { renderReport } from "./render-report";
import { lockReport, saveReport } from "./store";

type MadeReport = {
  /** null where it had been made, by whomever, or there was nothing to tell */
  readonly reportId: string | null;
};

/**
 * Makes a report of a book, once a kind and day: report, mail and what it is to be sent to are one commit, so that whoever
 * dies, it is sent or there is none. Without a channel of mail it is kept all the same.
 */
export async function makeReport(
  ctx: ActionContext,
  { book, period }: { readonly book: Book; readonly period: ReportPeriod },
): Promise<Result<MadeReport>> {
  const { userId } = ctx;
  const content = await gatherReport({ userId, book, period });
  if (!content) return accept({ reportId: null });
  const { reports } = await getSettings(userId);
  const channels = await listMailChannels(userId, reports.channels);
  const letter = renderReport(content);
  const key = { userId, book, kind: period.kind, forDate: period.forDate };
  return commit<MadeReport>(ctx, {
    action: "report.made",
    subject: `${book}:${period.kind}:${period.forDate}`,
    reason: `the ${period.kind} report of the book ${book} about ${period.words} was made`,
    detail: ({ reportId }) => ({ reportId, channels: channels.length }),
    events: ({ reportId }) => [{ name: "report/made", data: { reportId: reportId ?? "", book } }],
    unchanged: ({ reportId }) => reportId === null,
    write: async (tx) => {
      if (await lockReport(tx, key)) return { reportId: null };
      const letterId = await writeLetter(tx, ctx, letter, channels);
      return { reportId: await saveReport(tx, ctx, { key, content, letterId }) };
    },
  });
}
