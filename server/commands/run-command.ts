import { toCanonicalJson, toJson } from "@/server/audit/core/canonical-json";
import { sha256 } from "@/server/audit/sha256";
import { accept, invariant, type Refusal, type Result, refuse } from "@/server/kernel/result";
import { auditRefusal } from "./audit-refusal";
import { claimRun } from "./claim-run";
import type { AnyCommand, CommandAnswer, CommandContext } from "./command";
import { finishRun } from "./finish-run";
import { judgeAsk, needsApproval } from "./judge-ask";
import { requestApproval } from "./request-approval";

const ARGS_BYTES_MAX = 32_768;

/**
 * Runs a command for any caller: a page, the assistant, a schedule.
 *
 * A read runs at once. A write is kept in the run ledger under its run id: asked again with the same input it
 * returns the stored answer and does nothing; with another input it is refused (`conflict`). What needs the
 * owner's click comes back as an approval card instead. Role, input and the domain may refuse; each refusal is
 * audited and nothing else changes.
 */
export async function runCommand(
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> {
  invariant(command.tier !== "X" && command.tier !== "E", `no door for tier ${command.tier} is built`);
  const args = readArgs(input);
  if (!args.ok) return auditRefusal(ctx, command.id, args.refusal);
  if (command.tier === "R") return runRead(command, input, ctx);
  if (command.secretInput && ctx.actor.kind === "assistant") return auditRefusal(ctx, command.id, BY_HAND);
  const kept = command.secretInput ? {} : input;
  const ask = { command, argsHash: sha256(toCanonicalJson(kept)), args: toJson(kept) };
  const claimed = await claimRun(ask, ctx);
  if (claimed.kind === "answered") return claimed.result;
  const asked = judgeAsk(command, input, ctx.role);
  return finishRun(claimed, command, ctx, async () => {
    if (!asked.ok) return asked;
    if (needsApproval(command, asked.value, ctx)) return requestApproval(command, asked.value, ctx);
    const result = await command.run(asked.value as never, ctx);
    return result.ok ? accept({ status: "done", answer: result.value }) : result;
  });
}

const BY_HAND: Refusal = {
  code: "forbidden",
  message: "This is done by hand, on the account page.",
};

async function runRead(
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> {
  const asked = judgeAsk(command, input, ctx.role);
  if (!asked.ok) return auditRefusal(ctx, command.id, asked.refusal);
  const result = await command.run(asked.value as never, ctx);
  if (!result.ok) return auditRefusal(ctx, command.id, result.refusal);
  return accept({ status: "done", answer: result.value });
}

function readArgs(input: unknown): Result<string> {
  try {
    const text = toCanonicalJson(input);
    if (text.length <= ARGS_BYTES_MAX) return accept(text);
    return refuse("invalid", "That is too much at once. Send less than 32 KB.");
  } catch (error) {
    if (error instanceof RangeError)
      return refuse("invalid", "What was sent cannot be read. Send plain text and numbers.");
    throw error;
  }
}
