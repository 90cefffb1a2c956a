import { randomUUID } from "node:crypto";
import type { Session } from "@/server/auth/check-session";
import { findStepUp } from "@/server/auth/step-up";
import type { CommandContext, ReadAsk } from "@/server/commands/command";
import type { RequestContext } from "./request-context";

type SignedIn = RequestContext & { readonly session: Session };

/** Who acts, for whom and when, out of a signed-in request. Without a run id it gets one of its own. */
export async function toContext(ctx: SignedIn, runId: string = randomUUID()): Promise<CommandContext> {
  return { ...askerOf(ctx), runId, marketNow: await ctx.readMarketNow() };
}

/** Who reads: market time is looked up only when the read asks for it. */
export const toReadAsk = (ctx: SignedIn): ReadAsk => ({
  ...askerOf(ctx),
  runId: randomUUID(),
  readMarketNow: ctx.readMarketNow,
});

function askerOf({ session: { userId, role, sessionId }, wallNow }: SignedIn) {
  const session = { id: sessionId, steppedUpAt: findStepUp(sessionId) };
  return { actor: { kind: role, id: userId }, userId, role, channel: "web", wallNow, session };
}
