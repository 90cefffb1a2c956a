import { pageInput } from "@/server/history/core/list-filters";
import { accept } from "@/server/kernel/result";
import { reportFilter } from "@/server/reports/core/report-input";
import { isReportCursor, listReports } from "@/server/reports/list-reports";
import { checkList } from "../../check-list";
import { defineCommand } from "../../command";
import { reportPage } from "../../views/reports";

export const listReportsCommand = defineCommand({
  id: "report.list",
  title: "Reports",
  guidance:
    "Lists the daily, weekly and monthly reports that were made, newest first, and what became of their mail.",
  input: reportFilter.extend(pageInput),
  output: reportPage,
  tier: "R",
  role: "viewer",
  run: async ({ direction: _direction, ...query }, { userId }) => {
    const checked = await checkList(userId, { cursor: query.cursor }, isReportCursor);
    return checked.ok ? accept(await listReports({ ...query, userId })) : checked;
  },
});
