import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { showReportSettings } from "@/server/reports/report-settings";
import { defineCommand } from "../../command";
import { reportSettingsView } from "../../views/reports";

export const showReportSettingsCommand = defineCommand({
  id: "report.settings",
  title: "How reports are sent",
  guidance: "Shows which reports are mailed, at what hour, of which books and by which channels.",
  input: z.strictObject({}),
  output: reportSettingsView,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId }) => accept(await showReportSettings(userId)),
});
