import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { askOpenHeals } from "./store";

/**
 * Asks for a try of everything that is broken, now and not when its time has come; the worker makes it within seconds.
 * Refuses with not_now where nothing is known to be broken.
 */
export async function askHeals(ctx: ActionContext): Promise<Result<{ readonly asked: number }>> {
  const done = await commit(ctx, {
    action: "heal.asked",
    subject: "heals",
    reason: (asked: number) => `${asked} tried now`,
    detail: (asked: number) => ({ asked }),
    events: [],
    write: (tx) => askOpenHeals(tx, ctx.wallNow),
    unchanged: (asked) => asked === 0,
  });
  if (!done.ok) return done;
  return done.value === 0
    ? refuse("not_now", "Nothing is known to be broken: all parts were well at the last look.")
    : accept({ asked: done.value });
}
