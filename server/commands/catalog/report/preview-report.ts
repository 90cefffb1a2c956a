import { reportAsk } from "@/server/reports/core/report-input";
import { previewReport } from "@/server/reports/send-report";
import { defineCommand } from "../../command";
import { letterView } from "../../views/reports";

export const previewReportCommand = defineCommand({
  id: "report.preview",
  title: "Preview of a report",
  guidance:
    "Shows the report of the newest whole day, week or month as it would be mailed now; keeps and sends nothing.",
  input: reportAsk,
  output: letterView,
  tier: "R",
  role: "viewer",
  run: async (ask, ctx) => previewReport(ask, { userId: ctx.userId, marketNow: await ctx.readMarketNow() }),
});
