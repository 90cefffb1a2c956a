import { z } from "zod";
import { showAlertSettings } from "@/server/alerts/list-alerts";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { alertSettings } from "../../views/alerts";

export const showAlertSettingsCommand = defineCommand({
  id: "alerts.settings",
  title: "Where alerts are sent",
  guidance: "Lists the channels alerts go to, their quiet hours, and whether each works. Shows no secret.",
  input: z.strictObject({}),
  output: alertSettings,
  tier: "R",
  role: "owner",
  run: async (_input, { userId }) => accept(await showAlertSettings(userId)),
});
