import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import { closeNight, findDueNight, lookAtBot, type NightActs } from "@/server/promotion/run-night";
import type { WorkerRuntime } from "../worker-runtime";

/**
 * Looks every quarter of an hour of the market clock, as fine as time zones differ, whether the night's promotion is due by the
 * owner's hour; a step a bot, each done once. Bots on their way back to paper are brought on at every look.
 */
export const nightlyPromotion = ({ trading: { clocks } }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "nightly-promotion",
      name: "Promotions",
      triggers: [{ cron: "*/15 * * * *" }],
      singleton: { mode: "skip" },
      retries: 2,
    },
    async ({ step }) => {
      const due = await step.run("due", () => findDueNight(clocks).catch(retrySoon));
      if (!due) return null;
      const acts: NightActs[] = [];
      for (const look of due.looks)
        acts.push(
          await step.run(`${look.of}-${look.botId}`, () => lookAtBot(clocks, due, look).catch(retrySoon)),
        );
      await step.run("close", () => closeNight(clocks, due, acts).catch(retrySoon));
      return { date: due.date, acts: acts.length };
    },
  );
