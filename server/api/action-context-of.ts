import { randomUUID } from "node:crypto";
import type { Session } from "@/server/auth/check-session";
import type { CommandContext } from "@/server/commands/command";
import type { RequestContext } from "./request-context";

/** Who acts, for whom and when, out of a signed-in request. Without a run id it gets one of its own. */
export async function toContext(
  ctx: RequestContext & { readonly session: Session },
  runId: string = randomUUID(),
): Promise<CommandContext> {
  const { userId, role } = ctx.session;
  return {
    actor: { kind: role, id: userId },
    userId,
    role,
    runId,
    channel: "web",
    marketNow: await ctx.readMarketNow(),
    wallNow: ctx.wallNow,
  };
}
