import { foldRefusal } from "@/server/audit/fold-refusal";
import type { Refusal, Result } from "@/server/kernel/result";
import type { CommandContext } from "./command";

/** Writes down that a command was refused, folded per user and command. Gives the refusal back. */
export async function auditRefusal(
  ctx: CommandContext,
  command: string,
  refusal: Refusal,
): Promise<Result<never>> {
  await foldRefusal({
    action: "command.refused",
    refusal,
    by: `${ctx.userId} ${command}`,
    detail: { command },
    wallNow: ctx.wallNow,
    entry: async () => ({ ctx, subject: command }),
  });
  return { ok: false, refusal };
}
