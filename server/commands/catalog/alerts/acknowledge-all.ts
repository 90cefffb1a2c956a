import { z } from "zod";
import { acknowledgeAlerts } from "@/server/alerts/acknowledge-alerts";
import { defineCommand } from "../../command";
import { alertsActed } from "../../views/alerts";

export const acknowledgeAllCommand = defineCommand({
  id: "alerts.acknowledgeAll",
  title: "Acknowledge all alerts",
  guidance:
    "Says that the owner has seen every alert that waits, the newest 200 at once; alerts.reopen takes it back.",
  input: z.strictObject({}),
  output: alertsActed,
  tier: "W",
  role: "trader",
  run: (_input, ctx) => acknowledgeAlerts({ alertIds: null }, ctx),
});
