import { timingSafeEqual } from "node:crypto";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { sha256 } from "@/server/audit/sha256";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { inputRefusal } from "@/server/kernel/to-sentence";
import { auditRefusal } from "./audit-refusal";
import { type ClaimOwnerInput, claimOwnerInput } from "./core/account";
import { HashQueueFull } from "./core/hash-queue";
import { hashPassword } from "./password";
import { findOwner, findTokenHash, saveClaim } from "./store";
import { type Instants, systemContext } from "./system-context";

/**
 * Gives the owner account its person: whoever holds the one-time token that `npm start` printed.
 *
 * The token works once. Refuses a wrong token, an account that is claimed already and bad fields; a refusal is
 * audited, folded per address, and changes nothing. Tries are not limited: a token of 192 bits is not guessed, a
 * wrong one costs a short hash, and a limit would let strangers keep the owner out.
 */
export async function claimOwner(
  input: unknown,
  from: { ip: string },
  now: Instants,
): Promise<Result<{ ok: true }>> {
  const owner = await findOwner();
  if (!owner) return refuse("not_now", "The system is still starting. Try again in a few seconds.");
  const ctx = systemContext({ id: "welcome", userId: owner.id, channel: "web" }, now);
  const claimed = await tryClaim(input, owner.email !== null, ctx);
  if (claimed.ok) return claimed;
  const { refusal } = claimed;
  await auditRefusal({ door: "welcome", action: "owner.claimRefused", refusal, ip: from.ip }, now);
  return claimed;
}

async function tryClaim(
  input: unknown,
  isClaimed: boolean,
  ctx: ActionContext,
): Promise<Result<{ ok: true }>> {
  if (isClaimed) return alreadyClaimed;
  const parsed = claimOwnerInput.safeParse(input);
  if (!parsed.success) return { ok: false, refusal: inputRefusal(parsed.error) };
  const tokenHash = sha256(parsed.data.token);
  if (!isSame(tokenHash, await findTokenHash())) {
    return refuse(
      "forbidden",
      "That is not the one-time owner token. Paste the one that npm start printed last.",
      "token",
    );
  }
  try {
    return await save(parsed.data, tokenHash, ctx);
  } catch (error) {
    if (error instanceof HashQueueFull) return refuse("not_now", error.message);
    throw error;
  }
}

async function save(
  claim: ClaimOwnerInput,
  tokenHash: string,
  ctx: ActionContext,
): Promise<Result<{ ok: true }>> {
  const { email, name } = claim;
  const passwordHash = await hashPassword(claim.password);
  const saved = await commit(ctx, {
    action: "owner.claimed",
    subject: ctx.userId,
    reason: "the one-time token was shown",
    detail: { email, name },
    events: [],
    write: (tx) =>
      saveClaim(tx, { userId: ctx.userId, email, name, passwordHash, tokenHash, wallNow: ctx.wallNow }),
  });
  return saved.ok ? accept({ ok: true }) : alreadyClaimed;
}

const alreadyClaimed = refuse("conflict", "This installation has its owner already. Sign in instead.");

function isSame(hash: string, wanted: string | null): boolean {
  return wanted !== null && timingSafeEqual(Buffer.from(hash, "hex"), Buffer.from(wanted, "hex"));
}
