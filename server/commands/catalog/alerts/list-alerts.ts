import { alertFilter } from "@/server/alerts/core/alert-view";
import { isAlertCursor, listAlerts } from "@/server/alerts/list-alerts";
import { pageInput } from "@/server/history/core/list-filters";
import { accept } from "@/server/kernel/result";
import { checkList } from "../../check-list";
import { defineCommand } from "../../command";
import { alertPage } from "../../views/alerts";

export const listAlertsCommand = defineCommand({
  id: "alerts.list",
  title: "Alerts",
  guidance:
    "Lists what its owner should know, newest first: all, open, acknowledged or resolved, from a severity on, of one kind.",
  input: alertFilter.extend(pageInput),
  output: alertPage,
  tier: "R",
  role: "viewer",
  run: async ({ direction: _direction, ...query }, { userId }) => {
    const checked = await checkList(userId, { cursor: query.cursor }, isAlertCursor);
    return checked.ok ? accept(await listAlerts({ ...query, userId })) : checked;
  },
});
