import type { DeliveryView } from "@/server/alerts/core/alert-view";
import type { Letter } from "@/server/alerts/letters";
import { listLetterDeliveries, readLetter } from "@/server/alerts/letters";
import { wallMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { ReportKind } from "./core/report-kinds";
import type { LetterView, ReportDetailView, ReportPage, ReportView } from "./core/report-view";
import { composeLetter } from "./mail/compose-letter";
import { findReport, findReports, type KeptReport, type ReportCursor } from "./store";

const FORM = /^(\d{1,15})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

export const isReportCursor = (text: string): boolean => FORM.test(text);

function readCursor(text: string | undefined): ReportCursor | null {
  const [, madeAt, reportId] = FORM.exec(text ?? "") ?? [];
  return madeAt && reportId ? { madeAt: wallMs(Number(madeAt)), reportId } : null;
}

/** One page of the archive, newest first, each report with what became of its mail. */
export async function listReports(q: {
  readonly userId: string;
  readonly kind?: ReportKind | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}): Promise<ReportPage> {
  const { userId, kind } = q;
  const found = await findReports({ userId, kind, after: readCursor(q.cursor), limit: q.limit + 1 });
  const page = found.slice(0, q.limit);
  const sent = await listLetterDeliveries(page.map(({ letterId }) => letterId));
  const last = page.at(-1);
  return {
    reports: page.map((report) => toView(report, sent.get(report.letterId) ?? [])),
    nextCursor: found.length > q.limit && last ? `${last.madeAt}_${last.reportId}` : null,
  };
}

const toView = (
  { reportId, content, madeAt }: KeptReport,
  deliveries: readonly DeliveryView[],
): ReportView => ({
  reportId,
  book: content.book,
  kind: content.kind,
  forDate: content.forDate,
  words: content.words,
  summary: composeLetter(content).summary,
  madeAt: new Date(madeAt).toISOString(),
  deliveries,
});

const refuseUnknownReport = () =>
  refuse("not_found", "There is no such report. Look at the list of reports.");

/** One report as it was mailed. Refuses with `not_found`. */
export async function showReport(userId: string, reportId: string): Promise<Result<ReportDetailView>> {
  const report = await findReport(userId, reportId);
  const letter = report && (await readLetter(report.letterId));
  if (!report || !letter) return refuseUnknownReport();
  const sent = await listLetterDeliveries([report.letterId]);
  return accept({
    report: toView(report, sent.get(report.letterId) ?? []),
    letter: toLetterView(letter),
  });
}

/** A letter for a page: its pictures stand in the HTML itself. */
export function toLetterView({ subject, html, text, images }: Letter): LetterView {
  const whole = images.reduce(
    (markup, { name, png }) => markup.replaceAll(`"cid:${name}"`, `"data:image/png;base64,${png}"`),
    html,
  );
  return { subject, html: whole, text };
}
