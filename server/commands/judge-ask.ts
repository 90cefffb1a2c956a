import { accept, type Result, refuse } from "@/server/kernel/result";
import { inputRefusal } from "@/server/kernel/to-sentence";
import type { AnyCommand, CommandContext, RoleName } from "./command";

const RANK: Record<RoleName, number> = { viewer: 0, trader: 1, owner: 2 };

/** Whether a role may do what needs at least another one. */
export const hasRole = (has: RoleName, needs: RoleName): boolean => RANK[has] >= RANK[needs];

/** Checks the role and reads the input. Refuses with `forbidden` or `invalid`, in one sentence. */
export function judgeAsk(command: AnyCommand, input: unknown, role: RoleName): Result<unknown> {
  if (!hasRole(role, command.role)) {
    return refuse("forbidden", `${command.title} needs the role of ${command.role}. Ask the owner.`);
  }
  const parsed = command.input.safeParse(input);
  return parsed.success ? accept(parsed.data) : { ok: false, refusal: inputRefusal(parsed.error) };
}

/** Whether the owner has to click first: always for C, for what a W asks about, and for every write on a model's word. */
export const needsApproval = (command: AnyCommand, input: unknown, ctx: CommandContext): boolean =>
  command.tier === "C" ||
  (command.tier === "W" && (ctx.actor.kind === "assistant" || command.asks?.(input as never) === true));
