import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import { findDueSpawn, spawnDaily } from "@/server/fleet/daily-spawn";
import type { WorkerRuntime } from "../worker-runtime";

/**
 * Looks every quarter of an hour of the market clock, as fine as time zones differ, whether the owner's hour has come at
 * which autopilot fills the fleet; once a local date.
 */
export const dailySpawn = ({ trading }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "daily-spawn",
      name: "New bots",
      triggers: [{ cron: "*/15 * * * *" }],
      singleton: { mode: "skip" },
      retries: 2,
    },
    async ({ step }) => {
      const due = await step.run("due", () => findDueSpawn(trading.clocks).catch(retrySoon));
      if (!due) return null;
      return step.run(`spawn-${due.date}`, () => spawnDaily(trading.clocks, due).catch(retrySoon));
    },
  );
