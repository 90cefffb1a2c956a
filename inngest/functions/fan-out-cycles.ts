import { inngest } from "@/server/events/inngest-client";
import { listDueCycles } from "@/server/events/list-due-cycles";
import { CYCLE_SHARDS } from "@/server/trading/plan-cycle-shard";

/**
 * Every half hour: tells the cycles of bots on 30 minutes and more. The feed tells them too when it sees the candle
 * close; the event's id makes the second telling a repeat. A half hour missed is not made up for.
 */
export const fanOutCycles = inngest.createFunction(
  { id: "fan-out-cycles", name: "Due cycles", triggers: [{ cron: "*/30 * * * *" }], retries: 1 },
  async ({ event, step }) => {
    const due = listDueCycles(event.ts ?? 0, CYCLE_SHARDS);
    await step.sendEvent("cycles", due);
    return { cycles: due.length };
  },
);
