import { acknowledgeAlerts } from "@/server/alerts/acknowledge-alerts";
import { alertRefs } from "@/server/alerts/core/alert-view";
import { defineCommand } from "../../command";
import { alertsActed } from "../../views/alerts";

export const acknowledgeAlertsCommand = defineCommand({
  id: "alerts.acknowledge",
  title: "Acknowledge alerts",
  guidance: "Says that the owner has seen these alerts; alerts.reopen takes it back. It mends nothing.",
  input: alertRefs,
  output: alertsActed,
  tier: "W",
  role: "trader",
  run: acknowledgeAlerts,
});
