import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { KeyInput } from "./core/key-input";
import { type KeyAdded, siteWords } from "./core/key-view";
import { sealKey } from "./sealing";
import { findKey, saveRotatedKey } from "./store";

/**
 * Puts a new key in the place of one that is kept, and asks for its test; the old one cannot be had back. Refuses with
 * `not_found` where there is none, `not_now` without a master key, `stale_write`.
 */
export async function rotateKey(input: KeyInput, ctx: ActionContext): Promise<Result<KeyAdded>> {
  const { exchange, site } = input;
  const at = `${exchangeLabel(exchange)}${siteWords(site)}`;
  const before = await findKey({ userId: ctx.userId, exchange, site });
  if (!before) return refuse("not_found", `${at} has no key yet. Add one instead.`);
  const key = sealKey({ ...input, label: input.label ?? before.label }, ctx, before.credentialId);
  if (!key.ok) return key;
  const { credentialId, lastFour, label } = key.value;
  const saved = await commit(ctx, {
    action: "exchangeKey.rotated",
    subject: credentialId,
    reason: `the key for ${at} was replaced`,
    detail: { exchange, site, label, from: before.lastFour, lastFour },
    events: [{ name: "exchange/changed", data: { exchange, site, status: "untested" } }],
    write: (tx) => saveRotatedKey(tx, before, key.value),
  });
  return saved.ok ? accept({ exchange, site, lastFour }) : saved;
}
