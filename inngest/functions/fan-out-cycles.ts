import { planDueCycles } from "@/server/decisions/plan-due-cycles";
import { inngest } from "@/server/events/inngest-client";
import { retrySoon } from "@/server/events/retry-soon";
import type { WorkerRuntime } from "../worker-runtime";

/**
 * Every half hour: tells the cycles of bots on 30 minutes and more. The feed tells them when it has the candles, and
 * those that it still awaits are left to it; the event's id makes a second telling a repeat. A half hour missed is not
 * made up for.
 */
export const fanOutCycles = ({ awaitsSlot }: WorkerRuntime) =>
  inngest.createFunction(
    { id: "fan-out-cycles", name: "Due cycles", triggers: [{ cron: "*/30 * * * *" }], retries: 1 },
    async ({ event, step }) => {
      const due = await step.run("plan", () => planDueCycles(event.ts ?? 0, awaitsSlot).catch(retrySoon));
      if (due.length > 0) await step.sendEvent("cycles", due);
      return { cycles: due.length };
    },
  );
