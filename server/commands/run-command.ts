import { toCanonicalJson, toJson } from "@/server/audit/core/canonical-json";
import { sha256 } from "@/server/audit/sha256";
import { accept, invariant, type Result } from "@/server/kernel/result";
import { withoutSecrets } from "@/server/kernel/secret-text";
import { answerOf } from "./answer-of";
import { auditRefusal } from "./audit-refusal";
import { claimRun } from "./claim-run";
import type { AnyCommand, CommandAnswer, CommandContext } from "./command";
import { finishRun } from "./finish-run";
import { BY_HAND, judgeAsk, needsApproval, refuseUnproved } from "./judge-ask";
import { readArgs } from "./read-args";
import { readCommand } from "./read-command";
import { requestApproval } from "./request-approval";

/**
 * Runs a command for any caller: a page, the assistant, a schedule.
 *
 * A read runs at once. A write is kept in the run ledger under its run id: asked again with the same input it
 * returns the stored answer and does nothing; with another input it is refused (`conflict`). What needs the
 * owner's click comes back as an approval card instead. Role, input and the domain may refuse; each refusal is
 * audited and nothing else changes. Of an input with secrets only the plain fields are kept; what needs the password
 * again is refused with `step_up` before it has a run, so that the same run id may be sent once more.
 */
export async function runCommand(
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> {
  invariant(command.tier !== "E", `no door for tier ${command.tier} is built`);
  if (command.tier === "R") {
    const read = await readCommand(command, input, { ...ctx, readMarketNow: async () => ctx.marketNow });
    return read.ok ? accept({ status: "done", answer: read.value }) : read;
  }
  const args = readArgs(input);
  if (!args.ok) return auditRefusal(ctx, command.id, args.refusal);
  if (command.secretInput && ctx.actor.kind === "assistant") return auditRefusal(ctx, command.id, BY_HAND);
  // a model or a script may ask for a card: whoever types its code has to prove themselves
  const unproved = ctx.session || command.stepUp ? refuseUnproved(command, ctx) : null;
  if (unproved) return auditRefusal(ctx, command.id, unproved);
  const kept = command.secretInput ? withoutSecrets(command.input, input) : input;
  const ask = { command, argsHash: sha256(toCanonicalJson(kept)), args: toJson(kept) };
  const claimed = await claimRun(ask, ctx);
  if (claimed.kind === "answered") return claimed.result;
  const asked = judgeAsk(command, input, ctx.role);
  return finishRun(claimed, command, ctx, async () => {
    if (!asked.ok) return asked;
    if (needsApproval(command, asked.value, ctx)) return requestApproval(command, asked.value, ctx);
    const result = await answerOf(command, asked.value, ctx);
    return result.ok ? accept({ status: "done", answer: result.value }) : result;
  });
}
