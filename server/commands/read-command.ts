import { accept, type Refusal, type Result } from "@/server/kernel/result";
import { answerOf } from "./answer-of";
import { auditRefusal } from "./audit-refusal";
import type { AnyCommand, ReadAsk } from "./command";
import { BY_HAND, judgeAsk } from "./judge-ask";
import { readArgs } from "./read-args";

/**
 * Answers a read for any caller. It leaves no run and no audit entry, and asks nothing of the database besides what
 * the read itself asks. A refusal (role, input, or the read's own) is audited, folded like all refusals.
 */
export async function readCommand(
  command: AnyCommand,
  input: unknown,
  ctx: ReadAsk,
): Promise<Result<unknown>> {
  if (command.secretOutput && ctx.actor.kind === "assistant") return refused(command, BY_HAND, ctx);
  const args = readArgs(input);
  if (!args.ok) return refused(command, args.refusal, ctx);
  const asked = judgeAsk(command, input, ctx.role);
  if (!asked.ok) return refused(command, asked.refusal, ctx);
  const result = await answerOf(command, asked.value, ctx);
  return result.ok ? accept(result.value) : refused(command, result.refusal, ctx);
}

const refused = async (command: AnyCommand, refusal: Refusal, ctx: ReadAsk): Promise<Result<never>> =>
  auditRefusal({ ...ctx, marketNow: await ctx.readMarketNow() }, command.id, refusal);
