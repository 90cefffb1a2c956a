import type { DeliveryView } from "@/server/alerts/core/alert-view";
import type { Book } from "@/server/kernel/book";
import type { ReportKind } from "./report-kinds";

/** One report in the archive. `madeAt` is ISO UTC, wall clock. */
export type ReportView = {
  readonly reportId: string;
  readonly book: Book;
  readonly kind: ReportKind;
  readonly forDate: string;
  /** what it is about: "Sunday 29 November 2026" */
  readonly words: string;
  readonly summary: string;
  readonly madeAt: string;
  /** what became of its mail, the newest first; none: no channel of mail was on */
  readonly deliveries: readonly DeliveryView[];
};

export type ReportPage = { readonly reports: readonly ReportView[]; readonly nextCursor: string | null };

/** A report as it is mailed; its pictures are in the HTML, which fetches nothing. */
export type LetterView = { readonly subject: string; readonly html: string; readonly text: string };

export type ReportDetailView = { readonly report: ReportView; readonly letter: LetterView };

export type ReportSettingsView = {
  readonly daily: boolean;
  readonly weekly: boolean;
  readonly monthly: boolean;
  /** of the owner's zone, 0 to 23 */
  readonly hour: number;
  readonly timeZone: string;
  /** none: every book with bots */
  readonly books: readonly Book[];
  /** none: every channel of mail that is on */
  readonly channels: readonly string[];
  /** the channels of mail that are on */
  readonly mailChannels: readonly { readonly channelId: string; readonly name: string }[];
};

export type ReportSent = {
  readonly reportId: string;
  readonly words: string;
  /** the channels it is on its way to */
  readonly channels: readonly string[];
};
