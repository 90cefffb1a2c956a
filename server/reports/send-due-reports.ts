import { jobContext } from "@/server/audit/job-context";
import { findOwnerId } from "@/server/auth/find-owner-id";
import { planLocalRun } from "@/server/events/core/plan-local-run";
import { BOOKS, type Book } from "@/server/kernel/book";
import type { Clocks } from "@/server/kernel/clock";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { getSettings } from "@/server/settings/get-settings";
import { REPORT_KINDS, type ReportKind } from "./core/report-kinds";
import { periodOf } from "./core/report-period";
import { makeReport } from "./make-report";
import { findByKey } from "./store";

type DueReport = {
  readonly userId: string;
  readonly book: Book;
  readonly kind: ReportKind;
  readonly date: string;
};

/**
 * The reports that are due by the owner's hour and zone and were not made yet, on the market clock; after an outage the
 * newest of each kind. A book without bots has none.
 */
export async function listDueReports(clocks: Clocks): Promise<readonly DueReport[]> {
  const userId = await findOwnerId();
  if (userId === null) return [];
  const { reports, timeZone } = await getSettings(userId);
  const run = planLocalRun({ now: clocks.market(), timeZone, hour: reports.hour, lastDate: null });
  if (!run) return [];
  const due: DueReport[] = [];
  for (const book of await listReportedBooks(userId, reports.books))
    for (const kind of REPORT_KINDS.filter((each) => reports[each])) {
      const { forDate } = periodOf(kind, run.date, timeZone);
      if (!(await findByKey({ userId, book, kind, forDate })))
        due.push({ userId, book, kind, date: run.date });
    }
  return due;
}

async function listReportedBooks(userId: string, named: readonly Book[]): Promise<readonly Book[]> {
  const asked = BOOKS.filter((book) => named.length === 0 || named.includes(book));
  const views = await Promise.all(asked.map((book) => getLiveView(userId, book)));
  return views.flatMap((view) => (view && view.bots.length > 0 ? [view.book] : []));
}

/** Makes one report that is due; again, it finds the one it made. Answers its id, null where there was nothing to tell. */
export async function makeDueReport(clocks: Clocks, due: DueReport): Promise<string | null> {
  const { userId, book, kind, date } = due;
  const { timeZone } = await getSettings(userId);
  const ctx = jobContext(clocks, userId, "daily-report", `${book}:${kind}:${date}`);
  const made = await makeReport(ctx, { book, period: periodOf(kind, date, timeZone) });
  return made.ok ? made.value.reportId : null;
}
