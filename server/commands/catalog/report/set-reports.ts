import { reportSettingsInput } from "@/server/reports/core/report-input";
import { setReports } from "@/server/reports/report-settings";
import { defineCommand } from "../../command";
import { reportSettingsView } from "../../views/reports";

export const setReportsCommand = defineCommand({
  id: "report.set",
  title: "Change how reports are sent",
  guidance:
    "Turns daily, weekly or monthly reports on or off, and sets their hour, books and channels of mail.",
  input: reportSettingsInput,
  output: reportSettingsView,
  tier: "W",
  role: "owner",
  run: setReports,
});
