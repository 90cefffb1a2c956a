import type { ActionContext } from "@/server/audit/action-context";
import type { Clocks } from "@/server/kernel/clock";

/** The context of an act the system does for a user by itself; `runId` names the slot, order or position it is for. */
export const jobContext = (clocks: Clocks, userId: string, job: string, runId: string): ActionContext => ({
  actor: { kind: "schedule", id: job },
  userId,
  runId,
  channel: "job",
  marketNow: clocks.market(),
  wallNow: clocks.wall(),
});
