import { alertRef } from "@/server/alerts/core/alert-view";
import { showAlert } from "@/server/alerts/list-alerts";
import { defineCommand } from "../../command";
import { alertDetail } from "../../views/alerts";

export const showAlertCommand = defineCommand({
  id: "alerts.show",
  title: "An alert",
  guidance: "Shows one alert: why it fired, what to do, and whether each channel has been told.",
  input: alertRef,
  output: alertDetail,
  tier: "R",
  role: "viewer",
  run: ({ alertId }, { userId }) => showAlert(userId, alertId),
});
