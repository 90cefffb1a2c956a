import { commit } from "@/server/audit/commit";
import type { Refusal, Result } from "@/server/kernel/result";
import type { CommandContext } from "./command";

/** Writes down that a command was refused; nothing else changes. Gives the refusal back. */
export async function auditRefusal(
  ctx: CommandContext,
  command: string,
  refusal: Refusal,
): Promise<Result<never>> {
  await commit(ctx, {
    action: "command.refused",
    subject: command,
    reason: refusal.message,
    detail: { command, code: refusal.code },
    events: [],
    write: async () => undefined,
  });
  return { ok: false, refusal };
}
