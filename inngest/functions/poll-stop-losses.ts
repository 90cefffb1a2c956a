import { inngest, sweepRequested } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import { sweepPositions } from "@/server/stops/sweep-positions";
import type { WorkerRuntime } from "../worker-runtime";

/**
 * The second line behind the stop watcher: every minute, and when asked, each open position is held against its
 * stop. Never twice at once; a minute missed needs no making up for, the next one sees the same positions.
 */
export const pollStopLosses = ({ trading }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "poll-stop-losses",
      name: "Stop sweep",
      triggers: [{ cron: "* * * * *" }, sweepRequested],
      singleton: { mode: "skip" },
      retries: 2,
    },
    async ({ step }) => step.run("sweep", () => sweepPositions(trading).catch(retrySoon)),
  );
