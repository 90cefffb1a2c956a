import { randomInt, randomUUID } from "node:crypto";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson, toJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { plusMs, toDate } from "@/server/kernel/clock";
import { accept, type Result } from "@/server/kernel/result";
import type { AnyCommand, CommandAnswer, CommandContext } from "./command";
import { saveNewApproval } from "./store";

const APPROVAL_LIFE_MS = 120_000;

/**
 * Puts a write before the owner: a card bound to the user, the exact input and the state it was shown for, good
 * for one click within 120 s of wall time; for tier X with a code that has to be typed. Refuses what the command's preview refuses.
 */
export async function requestApproval(
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<Result<CommandAnswer>> {
  const preview = await previewOf(command, input, ctx);
  if (!preview.ok) return preview;
  const id = randomUUID();
  const expiresAt = plusMs(ctx.wallNow, APPROVAL_LIFE_MS);
  const args = toJson(input);
  const approval = {
    id,
    userId: ctx.userId,
    runId: ctx.runId,
    command: command.id,
    args,
    argsHash: sha256(toCanonicalJson(input)),
    stateHash: preview.value.stateHash,
    preview: preview.value,
    code: command.tier === "X" ? makeCode() : null,
    createdAt: ctx.wallNow,
    expiresAt,
  };
  const saved = await commit(ctx, {
    action: "approval.requested",
    subject: id,
    reason: preview.value.title,
    detail: { command: command.id, argsHash: approval.argsHash, stateHash: approval.stateHash },
    events: [{ name: "approval/requested", data: { approvalId: id, status: "open" } }],
    write: (tx) => saveNewApproval(tx, approval),
  });
  if (!saved.ok) return saved;
  return accept({
    status: "approval",
    approvalId: id,
    preview: preview.value,
    expiresAt: toDate(expiresAt).toISOString(),
    // told to a person's own session alone: a model or a script that asked cannot carry it out
    code: ctx.session ? approval.code : null,
  });
}

/** Without letters and digits that are taken for each other. */
const LETTERS = "ABCDEFGHJKLMNPRTUVWXYZ";
const CODE_LETTERS = 5;

const makeCode = (): string =>
  Array.from({ length: CODE_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join("");

/** What a command would change. One that has no preview of its own is bound to its input alone. */
export async function previewOf(
  command: AnyCommand,
  input: unknown,
  ctx: CommandContext,
): Promise<Result<Preview>> {
  if (command.preview) return command.preview(input as never, ctx);
  const stateHash = sha256(toCanonicalJson({ command: command.id, input }));
  return accept({ title: command.title, changes: [], checks: [], stateHash });
}
