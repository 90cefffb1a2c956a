import { setTimeout as sleep } from "node:timers/promises";
import { commit } from "@/server/audit/commit";
import type { Json } from "@/server/audit/core/canonical-json";
import { plusMs } from "@/server/kernel/clock";
import { type Refusal, type Result, refuse } from "@/server/kernel/result";
import { auditRefusal } from "./audit-refusal";
import type { AnyCommand, CommandAnswer, CommandContext } from "./command";
import { findRun, type RunClaim, type RunRow, saveNewRun, saveTakenRun } from "./store";

/** A run's transactions end or are rolled back well before this; then its process is gone. Wall clock. */
const RUN_ABANDONED_MS = 90_000;
const WAIT_MS = 100;
const WAITS_MAX = 100;

export type Ask = { readonly command: AnyCommand; readonly argsHash: string; readonly args: Json };
export type Claimed =
  /** this caller carries it out; `taken` when an earlier try may already have had its effect */
  | { readonly kind: "mine"; readonly claim: RunClaim; readonly taken: boolean }
  | { readonly kind: "answered"; readonly result: Result<CommandAnswer> };

/**
 * Makes one caller the one that carries a run out. The others get its stored answer, waiting up to 10 s for it.
 *
 * A run that failed, or that was left `running` by a process that died (90 s without an end), is taken over by
 * the next one who asks. Refuses with `conflict` when the run id was used for something else.
 */
export async function claimRun(ask: Ask, ctx: CommandContext): Promise<Claimed> {
  for (let wait = 0; wait < WAITS_MAX; wait++) {
    const startedAt = plusMs(ctx.wallNow, wait * WAIT_MS);
    const claimed = await tryClaim(ask, { userId: ctx.userId, runId: ctx.runId, startedAt }, ctx);
    if (claimed) return claimed;
    await sleep(WAIT_MS);
  }
  const busy = refuse("not_now", "This request is still being carried out. Look again in a moment.");
  return { kind: "answered", result: busy };
}

/** Null while another caller is at it. */
async function tryClaim(ask: Ask, claim: RunClaim, ctx: CommandContext): Promise<Claimed | null> {
  const before = await findRun(claim);
  if (!before) return (await open(ask, claim, ctx)) ? { kind: "mine", claim, taken: false } : null;
  if (before.command !== ask.command.id || before.argsHash !== ask.argsHash) {
    return { kind: "answered", result: await auditRefusal(ctx, ask.command.id, USED) };
  }
  if (before.status === "done" || before.status === "refused") {
    return { kind: "answered", result: readAnswer(before) };
  }
  const isLeft = before.status === "failed" || claim.startedAt - before.startedAt > RUN_ABANDONED_MS;
  if (!isLeft || !(await takeOver(ask, claim, before, ctx))) return null;
  return { kind: "mine", claim, taken: true };
}

const USED: Refusal = {
  code: "conflict",
  message: "This request id was used for something else. Send it again with a new one.",
};

async function open(ask: Ask, claim: RunClaim, ctx: CommandContext): Promise<boolean> {
  const { id, tier } = ask.command;
  const { argsHash, args } = ask;
  const opened = await commit(ctx, {
    action: "command.asked",
    subject: id,
    reason: ask.command.title,
    detail: { command: id, tier, role: ctx.role, argsHash, args: args ?? {} },
    events: [],
    write: (tx) => saveNewRun(tx, { ...claim, command: id, argsHash, args, channel: ctx.channel }),
  });
  return opened.ok;
}

async function takeOver(ask: Ask, claim: RunClaim, before: RunRow, ctx: CommandContext): Promise<boolean> {
  const taken = await commit(ctx, {
    action: "command.retried",
    subject: ask.command.id,
    reason: before.status === "failed" ? "the earlier try failed" : "the earlier try never ended",
    detail: { command: ask.command.id, argsHash: ask.argsHash },
    events: [],
    write: (tx) => saveTakenRun(tx, claim, before),
  });
  return taken.ok;
}

function readAnswer({ answer }: RunRow): Result<CommandAnswer> {
  const stored = answer as { readonly value: CommandAnswer } | { readonly refusal: Refusal };
  return "refusal" in stored ? { ok: false, refusal: stored.refusal } : { ok: true, value: stored.value };
}
