import { pruneCommandRuns } from "@/server/commands/prune-runs";
import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import { pruneNext } from "@/server/storage/prune-storage";
import type { WorkerRuntime } from "../worker-runtime";

const STEPS_MOST = 400;

/**
 * Every night on the market clock: folds old skips, removes old events and command runs, by the owner's settings. Batch by
 * batch, so that nobody waits behind it and a kill loses no more than one; what is left is done the next night.
 */
export const pruneStorage = ({ trading }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "prune-storage",
      name: "Nightly tidying",
      triggers: [{ cron: "20 3 * * *" }],
      singleton: { mode: "skip" },
      retries: 2,
    },
    async ({ step }) => {
      let removed = 0;
      let from: Awaited<ReturnType<typeof pruneNext>>["next"] = { part: "decisions", after: null };
      for (let count = 0; from !== null && count < STEPS_MOST; count++) {
        const at: NonNullable<typeof from> = from;
        const done: Awaited<ReturnType<typeof pruneNext>> = await step.run(`part-${count}`, () =>
          pruneNext(trading.clocks, at, pruneCommandRuns).catch(retrySoon),
        );
        removed += done.removed;
        from = done.next;
      }
      return { removed, finished: from === null };
    },
  );
