import type { ReportKind } from "@/server/reports/core/report-kinds";

/** Reports asked for at once; the server and the browser must ask alike. */
const A_PAGE = 50;

/** What the list of reports asks the server for. */
export const toReportsQuery = (kind: ReportKind | null) => ({ limit: A_PAGE, ...(kind ? { kind } : {}) });
