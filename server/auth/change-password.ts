import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { processWide } from "@/server/platform/process-wide";
import type { ChangePasswordInput } from "./core/account";
import { createTokenBuckets } from "./core/token-bucket";
import { hashPassword, verifyPassword } from "./password";
import { findUser, savePassword } from "./store";

const TRIES = { burst: 10, refillMs: 30_000, keysMax: 1_000 };

/**
 * Replaces the password of the one who asks, who shows the present one. Every session made with the old one ends,
 * the asker's too, and every known browser is a stranger again.
 *
 * Refuses a wrong present password (at most ten tries at once, then one in half a minute), and the same password
 * once more.
 */
export async function changePassword(
  { current, next }: ChangePasswordInput,
  ctx: ActionContext,
): Promise<Result<{ changed: true }>> {
  const tries = processWide("auth.passwordChanges", () => createTokenBuckets(TRIES));
  if (!tries.take(ctx.userId, ctx.wallNow).ok)
    return refuse(
      "limit_reached",
      "Too many tries to change the password. Wait half a minute, then try again.",
    );
  const user = await findUser(ctx.userId);
  if (!user?.passwordHash) return refuse("not_found", "This account has no password yet.");
  if (!(await verifyPassword(user.passwordHash, current)))
    return refuse("forbidden", "The present password is wrong. Nothing was changed.", "current");
  if (current === next) return refuse("invalid", "That is the present password. Choose another one.", "next");
  const passwordHash = await hashPassword(next);
  const saved = await commit(ctx, {
    action: "owner.passwordChanged",
    subject: user.id,
    reason: "changed by the account itself",
    detail: {},
    events: [{ name: "session/ended", data: { all: true } }],
    write: (tx) => savePassword(tx, user, passwordHash),
  });
  if (!saved.ok) return saved;
  tries.forget(ctx.userId);
  return accept({ changed: true });
}
