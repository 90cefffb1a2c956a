import { commit } from "@/server/audit/commit";
import { toCanonicalJson, toJson } from "@/server/audit/core/canonical-json";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Refusal, type Result, refuse } from "@/server/kernel/result";
import { answerOf } from "./answer-of";
import { auditRefusal } from "./audit-refusal";
import { type Claimed, claimRun } from "./claim-run";
import type { AnyCommand, CommandAnswer, CommandContext } from "./command";
import { finishRun } from "./finish-run";
import { judgeAsk, refuseUnproved } from "./judge-ask";
import { findCommand } from "./registry";
import { previewOf } from "./request-approval";
import { type ApprovalRow, findApproval, saveDecision, saveNewRun } from "./store";

/**
 * The owner's click: carries out exactly what the card showed, once.
 *
 * Checked again: whose card it is, its 120 s, its arguments, and that what it showed still holds. A second click
 * on the same card gets the first one's answer. Refuses with `not_found`, `approval_void` (denied, expired, or the
 * state moved), `invalid` for another code than the card's, `step_up`, `forbidden`, or what the command itself refuses; each refusal is audited.
 */
export async function approveCommand(
  input: { readonly approvalId: string; readonly code?: string | null | undefined },
  asker: CommandContext,
): Promise<Result<CommandAnswer>> {
  // The act runs under the card's own id: whoever clicks, however often, it is one run.
  const ctx = { ...asker, runId: input.approvalId };
  if (!["owner", "trader"].includes(ctx.actor.kind)) {
    return auditRefusal(ctx, "approvals.approve", {
      code: "forbidden",
      message: "Only a person's click approves.",
    });
  }
  const approval = await findApproval(ctx.userId, input.approvalId);
  if (!approval) return auditRefusal(ctx, "approvals.approve", UNKNOWN);
  const command = findCommand(approval.command);
  if (!command) return auditRefusal(ctx, approval.command, MOVED);
  if (approval.status === "approved") return replay(approval, command, ctx);
  const unproved = refuseUnproved(command, ctx);
  if (unproved) return auditRefusal(ctx, command.id, unproved);
  if (approval.code !== null && input.code?.trim().toUpperCase() !== approval.code)
    return auditRefusal(ctx, command.id, WRONG_CODE);
  const checked = await check(approval, command, ctx);
  if (!checked.ok) return auditRefusal(ctx, command.id, checked.refusal);
  const claimed = await claim(approval, command, ctx);
  if (!claimed) return replay(approval, command, ctx);
  return carryOut(claimed, command, checked.value, ctx);
}

const UNKNOWN: Refusal = {
  code: "not_found",
  message: "There is no such approval. Ask for the change again.",
};
const WRONG_CODE: Refusal = {
  code: "invalid",
  message: "That is not the code of this card. Type it as it is shown.",
  field: "code",
};
const MOVED: Refusal = {
  code: "approval_void",
  message: "What this card showed no longer holds. Ask for the change again and look at the new card.",
};

async function check(
  approval: ApprovalRow,
  command: AnyCommand,
  ctx: CommandContext,
): Promise<Result<unknown>> {
  if (approval.status !== "open") {
    return refuse("approval_void", `This approval is ${approval.status}. Ask for the change again.`);
  }
  if (ctx.wallNow >= approval.expiresAt) {
    await close(approval, "expired", ctx);
    return refuse("approval_void", "This approval has expired after 120 s. Ask for the change again.");
  }
  const asked = judgeAsk(command, approval.args, ctx.role);
  if (!asked.ok) return asked;
  const isIntact = sha256(toCanonicalJson(approval.args)) === approval.argsHash;
  const preview = isIntact ? await previewOf(command, asked.value, ctx) : null;
  if (preview?.ok && preview.value.stateHash === approval.stateHash) return asked;
  await close(approval, "void", ctx);
  return { ok: false, refusal: preview && !preview.ok ? preview.refusal : MOVED };
}

/** Closes the card and opens its run in one commit; null when another click was first. */
async function claim(approval: ApprovalRow, command: AnyCommand, ctx: CommandContext) {
  const { userId, wallNow, channel } = ctx;
  const { id, argsHash } = approval;
  const run = { userId, runId: id, startedAt: wallNow };
  const args = toJson(approval.args);
  const claimed = await commit(ctx, {
    action: "approval.approved",
    subject: id,
    reason: approval.preview.title,
    detail: { command: command.id, argsHash },
    events: [{ name: "approval/decided", data: { approvalId: id, status: "approved" } }],
    write: async (tx) => {
      await saveDecision(tx, { userId, approvalId: id, status: "approved", wallNow });
      await saveNewRun(tx, { ...run, command: command.id, argsHash, args, channel });
    },
  });
  return claimed.ok ? { claim: run, taken: false } : null;
}

/** Another click was first: its answer, or its work when it never came to an end. */
async function replay(
  approval: ApprovalRow,
  command: AnyCommand,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> {
  const now = await findApproval(ctx.userId, approval.id);
  if (now?.status !== "approved") return auditRefusal(ctx, command.id, MOVED);
  const claimed: Claimed = await claimRun(
    { command, argsHash: approval.argsHash, args: toJson(approval.args) },
    ctx,
  );
  if (claimed.kind === "answered") return claimed.result;
  const asked = judgeAsk(command, approval.args, ctx.role);
  return asked.ok ? carryOut(claimed, command, asked.value, ctx) : asked;
}

const carryOut = (
  claimed: Parameters<typeof finishRun>[0],
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> =>
  finishRun(claimed, command, ctx, async () => {
    const result = await answerOf(command, input, ctx);
    return result.ok ? accept({ status: "done", answer: result.value }) : result;
  });

async function close(approval: ApprovalRow, status: "expired" | "void", ctx: CommandContext): Promise<void> {
  const { userId, wallNow } = ctx;
  await commit(ctx, {
    action: `approval.${status}`,
    subject: approval.id,
    reason: approval.preview.title,
    detail: { command: approval.command },
    events: [{ name: "approval/decided", data: { approvalId: approval.id, status } }],
    write: (tx) => saveDecision(tx, { userId, approvalId: approval.id, status, wallNow }),
  });
}
