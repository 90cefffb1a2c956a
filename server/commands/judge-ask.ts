import { STEP_UP_MS } from "@/server/auth/core/account";
import { accept, type Refusal, type Result, refuse } from "@/server/kernel/result";
import { inputRefusal } from "@/server/kernel/to-sentence";
import type { AnyCommand, CommandContext, RoleName } from "./command";

/** What holds secrets is between a person and their page. */
export const BY_HAND: Refusal = { code: "forbidden", message: "This is done by hand, on its own page." };

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

/** Says that a command needs the password typed again, at most five minutes ago in this very session; null when it does not. */
export function refuseUnproved(command: AnyCommand, { session, wallNow }: CommandContext): Refusal | null {
  if (!command.stepUp && command.tier !== "X") return null;
  const at = session?.steppedUpAt ?? null;
  if (at !== null && wallNow - at < STEP_UP_MS) return null;
  return { code: "step_up", message: `${command.title}: type your password again first.` };
}

/** Whether the owner has to click first: always for C and X, for what a W asks about, and for every write on a model's word. */
export const needsApproval = (command: AnyCommand, input: unknown, ctx: CommandContext): boolean =>
  command.tier === "C" ||
  command.tier === "X" ||
  (command.tier === "E" && ctx.actor.kind === "assistant") ||
  (command.tier === "W" && (ctx.actor.kind === "assistant" || command.asks?.(input as never) === true));
