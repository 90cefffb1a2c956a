import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { accept, type Result } from "@/server/kernel/result";
import { findMode, findOverrides, saveUserRows } from "./store";

/** Gives a user rows for settings and modes, once; does nothing when they are there. */
export async function prepareSettings(ctx: ActionContext): Promise<Result<void>> {
  const [mode, overrides] = await Promise.all([findMode(ctx.userId), findOverrides(ctx.userId)]);
  if (mode !== null && overrides !== null) return accept(undefined);
  return commit(ctx, {
    action: "settings.prepared",
    subject: ctx.userId,
    reason: "a new user starts with the defaults",
    detail: {},
    events: [],
    write: (tx) => saveUserRows(tx, ctx.userId, ctx.wallNow),
  });
}
