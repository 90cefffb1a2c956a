import { toCanonicalJson, toJson } from "@/server/audit/core/canonical-json";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Result } from "@/server/kernel/result";
import { withoutSecrets } from "@/server/kernel/secret-text";
import { answerOf } from "./answer-of";
import { auditRefusal } from "./audit-refusal";
import { claimRun } from "./claim-run";
import type { AnyCommand, CommandAnswer, CommandContext, ReadAsk } from "./command";
import { finishRun } from "./finish-run";
import { BY_HAND, hasRole, judgeAsk, needsApproval, refuseUnproved } from "./judge-ask";
import { readArgs } from "./read-args";
import { readCommand } from "./read-command";
import { requestApproval } from "./request-approval";

/**
 * Runs a command for any caller: a page, the assistant, a schedule.
 *
 * A read runs at once, and so does an emergency, but for a model's word, which gets a card. A write is kept in the run
 * ledger under its run id: asked again with the same input it returns the stored answer and does nothing; with another
 * input it is refused (`conflict`). What needs the owner's click comes back as an approval card instead. Role, input and the domain may refuse; each refusal is
 * audited and nothing else changes. Of an input with secrets only the plain fields are kept; what needs the password
 * again is refused with `step_up` before it has a run, so that the same run id may be sent once more.
 */
export async function runCommand(
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> {
  if (command.tier === "R") return done(await readCommand(command, input, toRead(ctx)));
  if (command.tier === "E" && ctx.actor.kind !== "assistant") return runEmergency(command, input, ctx);
  const args = readArgs(input);
  if (!args.ok) return auditRefusal(ctx, command.id, args.refusal);
  if (command.secretInput && ctx.actor.kind === "assistant") return auditRefusal(ctx, command.id, BY_HAND);
  // a model or a script may ask for a card: whoever types its code has to prove themselves
  // who may not ask at all is told that, not asked for a password
  const mayAsk = hasRole(ctx.role, command.role);
  const unproved = mayAsk && (ctx.session || command.stepUp) ? refuseUnproved(command, ctx) : null;
  if (unproved) return auditRefusal(ctx, command.id, unproved);
  const kept = command.secretInput ? withoutSecrets(command.input, input) : input;
  const ask = { command, argsHash: sha256(toCanonicalJson(kept)), args: toJson(kept) };
  const claimed = await claimRun(ask, ctx);
  if (claimed.kind === "answered") return claimed.result;
  const asked = judgeAsk(command, input, ctx.role);
  return finishRun(claimed, command, ctx, async () => {
    if (!asked.ok) return asked;
    if (needsApproval(command, asked.value, ctx)) return requestApproval(command, asked.value, ctx);
    return done(await answerOf(command, asked.value, ctx));
  });
}

const toRead = (ctx: CommandContext): ReadAsk => ({ ...ctx, readMarketNow: async () => ctx.marketNow });

const done = (result: Result<unknown>): Result<CommandAnswer> =>
  result.ok ? accept({ status: "done", answer: result.value }) : result;

/** At once: no run to claim, no card. It may be asked again and again, and changes nothing that holds. */
async function runEmergency(
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> {
  const asked = judgeAsk(command, input, ctx.role);
  if (!asked.ok) return auditRefusal(ctx, command.id, asked.refusal);
  const result = await answerOf(command, asked.value, ctx);
  return result.ok
    ? accept({ status: "done", answer: result.value })
    : auditRefusal(ctx, command.id, result.refusal);
}
