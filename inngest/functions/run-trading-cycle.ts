import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { cycleDue, inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import { sendWithin } from "@/server/execution/send-orders";
import { settleWithin } from "@/server/execution/settle-orders";
import type { WorkerRuntime } from "../worker-runtime";

/** Wall clock: a venue that hangs must not hold up the next cycle of the others; its lane goes on. */
const SENT_WITHIN_MS = 10_000;

/**
 * One cycle of one shard: decide for every bot whose candle closed, send the orders, book what has been filled. Orders leave
 * in the moment they are written; the step that sends waits for them, and sends what a crash left behind.
 *
 * Each step is a checkpoint and may still run twice: a bot decides once per candle, an order intent is sent once,
 * a fill is booked once, all by keys in the database. A slot that a newer one has overtaken is dropped by planCycle.
 * The cycles of one timeframe and shard follow each other; a slow one of an hour holds none of five minutes up.
 */
export const runTradingCycle = ({ trading }: WorkerRuntime) =>
  inngest.createFunction(
    {
      id: "run-trading-cycle",
      name: "Trading cycle",
      triggers: [cycleDue],
      concurrency: { key: "event.data.lane", limit: 1 },
      retries: 3,
    },
    async ({ event, step }) => {
      const plan = await step.run("plan", () =>
        planCycle(trading, { ...event.data, sender: trading }).catch(retrySoon),
      );
      if (plan.orderIds.length === 0)
        return { acted: plan.acted, skipped: plan.skipped, sent: 0, settled: 0 };
      const { sent } = await step.run("send", () =>
        sendWithin(trading, plan.orderIds, SENT_WITHIN_MS).catch(retrySoon),
      );
      const { settled } = await step.run("settle", () =>
        settleWithin(trading, SENT_WITHIN_MS).catch(retrySoon),
      );
      return { acted: plan.acted, skipped: plan.skipped, sent, settled };
    },
  );
