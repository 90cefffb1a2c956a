import { listMailChannels, sendAgain } from "@/server/alerts/letters";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { Book } from "@/server/kernel/book";
import type { MarketMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { dayKeyOf } from "@/server/portfolio/core/owner-day";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { getSettings } from "@/server/settings/get-settings";
import type { ReportAsk } from "./core/report-input";
import { periodOf, type ReportPeriod } from "./core/report-period";
import type { LetterView, ReportSent } from "./core/report-view";
import { gatherReport } from "./gather-report";
import { toLetterView } from "./list-reports";
import { makeReport } from "./make-report";
import { renderReport } from "./render-report";
import { findByKey } from "./store";

/** The newest report of a kind as it would be mailed; keeps and sends nothing. Refuses with `not_found`. */
export async function previewReport(
  ask: ReportAsk,
  at: { readonly userId: string; readonly marketNow: MarketMs },
): Promise<Result<LetterView>> {
  const which = await findPeriod(ask, at);
  if (!which) return refuseEmpty();
  const content = await gatherReport({ userId: at.userId, ...which });
  return content ? accept(toLetterView(renderReport(content))) : refuseEmpty();
}

/**
 * Has the newest report of a kind sent now: it is made, or, where it has been made, sent once more. Refuses with
 * `not_now` where no channel of mail is on, `not_found` where there is nothing to tell.
 */
export async function sendReport(ask: ReportAsk, ctx: ActionContext): Promise<Result<ReportSent>> {
  const { userId } = ctx;
  const { reports } = await getSettings(userId);
  const channels = await listMailChannels(userId, reports.channels);
  if (channels.length === 0) return refuseNoMail();
  const which = await findPeriod(ask, ctx);
  if (!which) return refuseEmpty();
  const { book, period } = which;
  const words = period.words;
  const names = channels.map(({ name }) => name);
  const made = await makeReport(ctx, which);
  if (!made.ok) return made;
  if (made.value.reportId !== null) return accept({ reportId: made.value.reportId, words, channels: names });
  const kept = await findByKey({ userId, book, kind: period.kind, forDate: period.forDate });
  if (!kept) return refuseEmpty();
  const { reportId, letterId } = kept;
  return commit<ReportSent>(ctx, {
    action: "report.sent",
    subject: reportId,
    reason: `the ${period.kind} report about ${words} is sent once more`,
    detail: { channels: channels.length },
    events: [{ name: "report/made", data: { reportId, book } }],
    write: async (tx) => {
      await sendAgain(tx, ctx, letterId, channels);
      return { reportId, words, channels: names };
    },
  });
}

async function findPeriod(
  { kind, book }: ReportAsk,
  { userId, marketNow }: { readonly userId: string; readonly marketNow: MarketMs },
): Promise<{ readonly book: Book; readonly period: ReportPeriod } | null> {
  const shown = book ?? (await getLiveView(userId))?.book;
  if (!shown) return null;
  const { timeZone } = await getSettings(userId);
  return { book: shown, period: periodOf(kind, dayKeyOf(marketNow, timeZone), timeZone) };
}

const refuseEmpty = () =>
  refuse(
    "not_found",
    "There is nothing to report yet: no whole day of this book is over. Ask again tomorrow.",
  );
const refuseNoMail = () =>
  refuse("not_now", "No channel of mail is on. Add one under Settings, Alert channels, or turn one on.");
