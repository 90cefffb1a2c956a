import { commit } from "@/server/audit/commit";
import { accept, type Result } from "@/server/kernel/result";
import { auditRefusal } from "./audit-refusal";
import type { CommandContext } from "./command";
import { findApproval, saveDecision } from "./store";

/** Puts a card away without doing what it asked. Refuses with `not_found`, or `approval_void` when it is closed. */
export async function denyApproval(
  input: { readonly approvalId: string },
  ctx: CommandContext,
): Promise<Result<{ approvalId: string; status: "denied" }>> {
  const { approvalId } = input;
  const { userId, wallNow } = ctx;
  const approval = await findApproval(userId, approvalId);
  if (!approval) {
    return auditRefusal(ctx, "approvals.deny", { code: "not_found", message: "There is no such approval." });
  }
  const denied = await commit(ctx, {
    action: "approval.denied",
    subject: approvalId,
    reason: approval.preview.title,
    detail: { command: approval.command },
    events: [{ name: "approval/decided", data: { approvalId, status: "denied" } }],
    write: (tx) => saveDecision(tx, { userId, approvalId, status: "denied", wallNow }),
  });
  if (denied.ok) return accept({ approvalId, status: "denied" });
  const words = "This approval was decided before. There is nothing left to deny.";
  return auditRefusal(ctx, "approvals.deny", { code: "approval_void", message: words });
}
