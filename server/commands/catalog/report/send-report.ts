import { reportAsk } from "@/server/reports/core/report-input";
import { sendReport } from "@/server/reports/send-report";
import { defineCommand } from "../../command";
import { reportSent } from "../../views/reports";

export const sendReportCommand = defineCommand({
  id: "report.send",
  title: "Send a report",
  guidance:
    "Mails the report of the newest whole day, week or month now; one that was made before is sent once more.",
  input: reportAsk,
  output: reportSent,
  tier: "W",
  role: "owner",
  run: sendReport,
});
