import { planDueCycles } from "@/server/decisions/plan-due-cycles";
import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";

/**
 * Every half hour: tells the cycles of bots on 30 minutes and more. The feed tells them too when it sees the candle
 * close; the event's id makes the second telling a repeat. A half hour missed is not made up for.
 */
export const fanOutCycles = inngest.createFunction(
  { id: "fan-out-cycles", name: "Due cycles", triggers: [{ cron: "*/30 * * * *" }], retries: 1 },
  async ({ event, step }) => {
    const due = await step.run("plan", () => planDueCycles(event.ts ?? 0).catch(retrySoon));
    await step.sendEvent("cycles", due);
    return { cycles: due.length };
  },
);
