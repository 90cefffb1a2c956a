import { continueDownload } from "@/server/candles/continue-download";
import { failDownload } from "@/server/candles/send-due-downloads";
import { candlesRequested, inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import type { WorkerRuntime } from "../worker-runtime";

/** Hours of work in parts of some seconds: more than a series may hold. */
const PARTS_MAX = 1_000;

/**
 * Reads the candles of one download, one of an exchange at a time: no exchange waits for another. Each step works for some
 * seconds; every page is stored with how far it reaches, so a step that runs twice reads nothing twice.
 */
export const downloadCandles = ({ downloads }: Pick<WorkerRuntime, "downloads">) =>
  inngest.createFunction(
    {
      id: "download-candles",
      name: "Download candles",
      triggers: [candlesRequested],
      concurrency: { limit: 1, key: "event.data.exchange" },
      retries: 10,
      checkpointing: { maxRuntime: "30s" },
      onFailure: async ({ event, step }) => {
        await step.run("failed", () =>
          failDownload(downloads, event.data.event.data.seriesId, event.data.error.message),
        );
      },
    },
    async ({ event, step }) => {
      const { seriesId } = event.data;
      for (let part = 1; part <= PARTS_MAX; part++) {
        const { ended } = await step.run(`part-${part}`, () =>
          continueDownload(downloads, seriesId).catch(retrySoon),
        );
        if (ended) return { seriesId, parts: part };
      }
      await step.run("too-long", () =>
        failDownload(
          downloads,
          seriesId,
          "It takes longer than one job may: resume it, what is there stays.",
        ),
      );
      return { seriesId, parts: PARTS_MAX };
    },
  );
