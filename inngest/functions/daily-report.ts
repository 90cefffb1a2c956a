import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import { listDueReports, makeDueReport } from "@/server/reports/send-due-reports";
import type { WorkerRuntime } from "../worker-runtime";

/**
 * Looks every quarter of an hour of the market clock, as fine as time zones differ, whether reports are due by the owner's
 * hour; a step a report, each made once. One that was missed is made by the next look.
 */
export const dailyReport = ({ trading }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "daily-report",
      name: "Reports",
      triggers: [{ cron: "*/15 * * * *" }],
      singleton: { mode: "skip" },
      retries: 2,
    },
    async ({ step }) => {
      const due = await step.run("due", () => listDueReports(trading.clocks).catch(retrySoon));
      const made = [];
      for (const one of due)
        made.push(
          await step.run(`${one.book}-${one.kind}`, () =>
            makeDueReport(trading.clocks, one).catch(retrySoon),
          ),
        );
      return made;
    },
  );
