import { continueBacktest } from "@/server/backtest/continue-backtest";
import { failBacktest } from "@/server/backtest/fail-backtest";
import { backtestRequested, inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import type { WorkerRuntime } from "../worker-runtime";

/** Hours of work in parts of some seconds: far more than the limits of a request allow. */
const PARTS_MAX = 1_000;

/**
 * Carries one backtest out, one of a user at a time. Each step works for some seconds and leaves the rest to the next;
 * what has been evaluated is stored, so a step that runs twice does nothing twice.
 */
export const runBacktest = ({ backtests }: Pick<WorkerRuntime, "backtests">) =>
  inngest.createFunction(
    {
      id: "run-backtest",
      name: "Backtest",
      triggers: [backtestRequested],
      concurrency: { limit: 1, key: "event.data.userId" },
      // its parts are cheap to repeat, and a backtest that ends by an outage of minutes is not
      retries: 10,
      // a call ends well before the engine gives up on it; the next one goes on
      checkpointing: { maxRuntime: "30s" },
      onFailure: async ({ event, step }) => {
        await step.run("failed", () =>
          failBacktest(backtests, event.data.event.data.backtestId, event.data.error.message),
        );
      },
    },
    async ({ event, step }) => {
      const { backtestId } = event.data;
      for (let part = 1; part <= PARTS_MAX; part++) {
        const { ended } = await step.run(`part-${part}`, () =>
          continueBacktest(backtests, backtestId).catch(retrySoon),
        );
        if (ended) return { backtestId, parts: part };
      }
      await step.run("too-long", () =>
        failBacktest(backtests, backtestId, "It took longer than a backtest may take."),
      );
      return { backtestId, parts: PARTS_MAX };
    },
  );
