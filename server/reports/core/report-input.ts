import { z } from "zod";
import { BOOKS } from "@/server/kernel/book";
import { REPORT_KINDS } from "./report-kinds";

const kind = z.enum(REPORT_KINDS, `A report is one of ${REPORT_KINDS.join(", ")}.`);
const book = z.enum(BOOKS, `A book is one of ${BOOKS.join(", ")}.`);

/** Which report: of the newest whole day, week or month; without a book of the one the dashboard shows. */
export const reportAsk = z.strictObject({ kind: kind.default("daily"), book: book.optional() });

export const reportFilter = z.strictObject({ kind: kind.optional() });
export const reportRef = z.strictObject({ reportId: z.uuid("That is no report's id.") });

const HOUR = "Write an hour from 0 to 23, for example 8.";

/** What a person changes of how reports are sent; what is left out stays. */
export const reportSettingsInput = z
  .strictObject({
    daily: z.boolean(),
    weekly: z.boolean(),
    monthly: z.boolean(),
    hour: z.number(HOUR).int(HOUR).min(0, HOUR).max(23, HOUR),
    books: z.array(book).max(BOOKS.length, "There are no more books than that."),
    channels: z.array(z.uuid("That is no channel's id.")).max(20, "There are at most 20 channels."),
  })
  .partial();

export type ReportAsk = z.output<typeof reportAsk>;
export type ReportSettingsInput = z.output<typeof reportSettingsInput>;
