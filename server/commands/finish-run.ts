import { commit } from "@/server/audit/commit";
import { toJson } from "@/server/audit/core/canonical-json";
import { findEffect } from "@/server/audit/find-effect";
import { plusMs } from "@/server/kernel/clock";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { checkAnswer } from "./answer-of";
import type { AnyCommand, CommandAnswer, CommandContext } from "./command";
import { type RunClaim, saveEndedRun } from "./store";

/**
 * Carries a claimed run out and stores how it ended. When an earlier try of it already had its effect (its
 * commit is in the audit trail), nothing is done again: the answer is recalled instead. What is thrown is thrown
 * on, and leaves the run `failed`, to be tried anew under the same id.
 */
export async function finishRun(
  claimed: { readonly claim: RunClaim; readonly taken: boolean },
  command: AnyCommand,
  ctx: CommandContext,
  work: () => Promise<Result<CommandAnswer>>,
): Promise<Result<CommandAnswer>> {
  const begun = performance.now();
  const { claim, taken } = claimed;
  const elapsed = () => Math.round(performance.now() - begun);
  try {
    const result = await (taken ? recallOr(work, command, ctx) : work());
    await end(claim, command, ctx, { ...toEnd(result), elapsedMs: elapsed() });
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message : "unknown failure";
    await end(claim, command, ctx, {
      action: "command.failed",
      status: "failed",
      reason: message.slice(0, 300),
      answer: {},
      elapsedMs: elapsed(),
    }).catch(() => undefined);
    throw error;
  }
}

async function recallOr(
  work: () => Promise<Result<CommandAnswer>>,
  command: AnyCommand,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> {
  const effect = await findEffect(ctx.userId, ctx.runId);
  if (!effect) return work();
  if (!command.recall)
    return refuse("conflict", "This was carried out before the system restarted. Look at its page.");
  const recalled = checkAnswer(command, await command.recall(effect.subject, ctx));
  return recalled.ok ? accept({ status: "done", answer: recalled.value }) : recalled;
}

type End = {
  readonly action: string;
  readonly status: "done" | "refused" | "failed";
  readonly reason: string;
  readonly answer: object;
};

function toEnd(result: Result<CommandAnswer>): End {
  if (!result.ok) {
    const { refusal } = result;
    return { action: "command.refused", status: "refused", reason: refusal.message, answer: { refusal } };
  }
  const { status } = result.value;
  return { action: "command.done", status: "done", reason: status, answer: { value: result.value } };
}

async function end(
  claim: RunClaim,
  command: AnyCommand,
  ctx: CommandContext,
  { action, status, reason, answer, elapsedMs }: End & { readonly elapsedMs: number },
): Promise<void> {
  const endedAt = plusMs(claim.startedAt, elapsedMs);
  await commit(ctx, {
    action,
    subject: command.id,
    reason,
    detail: { command: command.id, status, elapsedMs },
    events: [],
    write: (tx) => saveEndedRun(tx, claim, { status, answer: toJson(answer), endedAt }),
  });
}
