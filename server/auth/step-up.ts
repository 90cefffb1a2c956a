import type { ActionContext } from "@/server/audit/action-context";
import { plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { processWide } from "@/server/platform/process-wide";
import { STEP_UP_MS, type StepUpInput } from "./core/account";
import { createTokenBuckets } from "./core/token-bucket";
import { verifyPassword } from "./password";
import { findUser } from "./store";

const TRIES = { burst: 10, refillMs: 30_000, keysMax: 1_000 };
const SESSIONS_KEPT_MAX = 1_000;

/**
 * The person shows once more that it is them: good for five minutes of wall time, for this session alone. Kept in this
 * process, so that a restart asks again. Refuses a wrong password (ten tries at once, then one in half a minute), and
 * whoever has no session of their own.
 */
export async function stepUp(
  { password }: StepUpInput,
  ctx: ActionContext,
): Promise<Result<{ readonly until: string }>> {
  const sessionId = ctx.session?.id;
  if (sessionId === undefined)
    return refuse("forbidden", "This is done by a signed-in person, in a browser.");
  const tries = processWide("auth.stepUpTries", () => createTokenBuckets(TRIES));
  if (!tries.take(ctx.userId, ctx.wallNow).ok)
    return refuse("limit_reached", "Too many wrong passwords. Wait half a minute, then try again.");
  const user = await findUser(ctx.userId);
  if (!user?.passwordHash) return refuse("not_found", "This account has no password yet.");
  if (!(await verifyPassword(user.passwordHash, password)))
    return refuse("forbidden", "The password is wrong. Nothing was changed.", "password");
  tries.forget(ctx.userId);
  const steps = stepsBySession();
  steps.delete(sessionId);
  steps.set(sessionId, ctx.wallNow);
  const oldest = steps.keys().next();
  if (steps.size > SESSIONS_KEPT_MAX && !oldest.done) steps.delete(oldest.value);
  return accept({ until: toDate(plusMs(ctx.wallNow, STEP_UP_MS)).toISOString() });
}

/** When a session last showed its password again; null when it has not. */
export const findStepUp = (sessionId: string): WallMs | null => stepsBySession().get(sessionId) ?? null;

const stepsBySession = () => processWide("auth.stepUpBySession", () => new Map<string, WallMs>());
