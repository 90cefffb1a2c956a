import { z } from "zod";
import { countAlerts } from "@/server/alerts/list-alerts";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { alertCount } from "../../views/alerts";

export const countAlertsCommand = defineCommand({
  id: "alerts.count",
  title: "Alerts that wait",
  guidance: "Says how many alerts are open and not acknowledged, and how bad the worst of them is.",
  input: z.strictObject({}),
  output: alertCount,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId }) => accept(await countAlerts(userId)),
});
