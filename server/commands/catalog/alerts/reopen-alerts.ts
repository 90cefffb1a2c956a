import { reopenAlerts } from "@/server/alerts/acknowledge-alerts";
import { alertRefs } from "@/server/alerts/core/alert-view";
import { defineCommand } from "../../command";
import { alertsActed } from "../../views/alerts";

export const reopenAlertsCommand = defineCommand({
  id: "alerts.reopen",
  title: "Take an acknowledgement back",
  guidance: "Lets alerts wait for their owner again that were acknowledged by mistake.",
  input: alertRefs,
  output: alertsActed,
  tier: "W",
  role: "trader",
  run: reopenAlerts,
});
