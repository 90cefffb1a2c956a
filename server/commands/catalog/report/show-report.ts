import { reportRef } from "@/server/reports/core/report-input";
import { showReport } from "@/server/reports/list-reports";
import { defineCommand } from "../../command";
import { reportDetail } from "../../views/reports";

export const showReportCommand = defineCommand({
  id: "report.show",
  title: "Report",
  guidance: "Shows one report of the archive as it was mailed.",
  input: reportRef,
  output: reportDetail,
  tier: "R",
  role: "viewer",
  run: ({ reportId }, { userId }) => showReport(userId, reportId),
});
