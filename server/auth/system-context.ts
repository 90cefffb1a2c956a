import { randomUUID } from "node:crypto";
import type { ActionContext } from "@/server/audit/action-context";
import type { MarketMs, WallMs } from "@/server/kernel/clock";

export type Instants = { readonly marketNow: MarketMs; readonly wallNow: WallMs };

/** The context of an act that no signed-in person asked for: a start, a sign-in, a claim. */
export const systemContext = (
  from: { id: string; userId: string; channel: "start" | "web" | "cli" },
  now: Instants,
): ActionContext => ({
  actor: { kind: "system", id: from.id },
  userId: from.userId,
  runId: randomUUID(),
  channel: from.channel,
  marketNow: now.marketNow,
  wallNow: now.wallNow,
});
