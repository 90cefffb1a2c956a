import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import {
  closeLearning,
  findDueLearning,
  judgeEarlier,
  type LearningAct,
  learnOne,
} from "@/server/learning/run-night";
import type { WorkerRuntime } from "../worker-runtime";

/**
 * Looks every quarter of an hour of the market clock whether a night of learning is due: after the promotions of its date; a
 * step a bot, each done once and bounded in time.
 */
export const nightlyLearning = ({ trading: { clocks } }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "nightly-learning",
      name: "Learning",
      triggers: [{ cron: "5-59/15 * * * *" }],
      singleton: { mode: "skip" },
      retries: 2,
    },
    async ({ step }) => {
      const due = await step.run("due", () => findDueLearning(clocks).catch(retrySoon));
      if (!due) return null;
      await step.run("judge", () => judgeEarlier(clocks, due).catch(retrySoon));
      const acts: LearningAct[] = [];
      for (const botId of due.botIds)
        acts.push(await step.run(`bot-${botId}`, () => learnOne(clocks, due, botId).catch(retrySoon)));
      await step.run("close", () => closeLearning(clocks, due, acts).catch(retrySoon));
      return { date: due.date, bots: acts.length };
    },
  );
