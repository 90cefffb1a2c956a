import { z } from "zod";
import { BOOKS } from "@/server/kernel/book";
import { REPORT_KINDS } from "@/server/reports/core/report-kinds";
import type {
  LetterView,
  ReportDetailView,
  ReportPage,
  ReportSent,
  ReportSettingsView,
} from "@/server/reports/core/report-view";
import { deliveryShape } from "./alerts";
import { viewOf } from "./view-of";

const report = z.strictObject({
  reportId: z.string(),
  book: z.enum(BOOKS),
  kind: z.enum(REPORT_KINDS),
  forDate: z.string(),
  words: z.string(),
  summary: z.string(),
  madeAt: z.string(),
  deliveries: z.array(deliveryShape).readonly(),
});

const letter = z.strictObject({ subject: z.string(), html: z.string(), text: z.string() });

export const reportPage = viewOf<ReportPage>()(
  z.strictObject({ reports: z.array(report).readonly(), nextCursor: z.string().nullable() }),
);
export const reportDetail = viewOf<ReportDetailView>()(z.strictObject({ report, letter }));
export const letterView = viewOf<LetterView>()(letter);
export const reportSent = viewOf<ReportSent>()(
  z.strictObject({ reportId: z.string(), words: z.string(), channels: z.array(z.string()).readonly() }),
);
export const reportSettingsView = viewOf<ReportSettingsView>()(
  z.strictObject({
    daily: z.boolean(),
    weekly: z.boolean(),
    monthly: z.boolean(),
    hour: z.number(),
    timeZone: z.string(),
    books: z.array(z.enum(BOOKS)).readonly(),
    channels: z.array(z.string()).readonly(),
    mailChannels: z.array(z.strictObject({ channelId: z.string(), name: z.string() })).readonly(),
  }),
);
