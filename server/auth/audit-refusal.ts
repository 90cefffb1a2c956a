import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { Refusal } from "@/server/kernel/result";

/** Writes down that something was refused; nothing else changes. Words a caller typed are not repeated here. */
export async function auditRefusal(
  ctx: ActionContext,
  refused: { action: string; subject: string; refusal: Refusal; ip: string },
): Promise<void> {
  await commit(ctx, {
    action: refused.action,
    subject: refused.subject,
    reason: refused.refusal.message,
    detail: { code: refused.refusal.code, ip: refused.ip.slice(0, 64) },
    events: [],
    write: async () => undefined,
  });
}
