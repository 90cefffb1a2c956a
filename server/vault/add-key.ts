import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { KeyInput } from "./core/key-input";
import { type KeyAdded, siteWords } from "./core/key-view";
import { sitesOf } from "./offered-sites";
import { sealKey } from "./sealing";
import { findKey, saveNewKey } from "./store";

/**
 * Keeps a key that a person typed, sealed, and asks for its test. What was typed is in no answer, event, audit entry
 * or log. Refuses with `conflict` where that exchange has a key already, `not_now` without a master key, `invalid` for
 * a site that is not here.
 */
export async function addKey(input: KeyInput, ctx: ActionContext): Promise<Result<KeyAdded>> {
  const { exchange, site } = input;
  const at = `${exchangeLabel(exchange)}${siteWords(site)}`;
  const sites = sitesOf(exchange);
  if (!sites.includes(site))
    return refuse(
      "invalid",
      sites.includes("simulator")
        ? `This start practises: only keys of its simulator of ${exchangeLabel(exchange)} go in here.`
        : `There is no ${at} here.`,
      "site",
    );
  if (await findKey({ userId: ctx.userId, exchange, site }))
    return refuse("conflict", `${at} has a key already. Replace it instead.`);
  const key = sealKey(input, ctx);
  if (!key.ok) return key;
  const { credentialId, lastFour, label } = key.value;
  const saved = await commit(ctx, {
    action: "exchangeKey.added",
    subject: credentialId,
    reason: `a key for ${at} was added`,
    detail: { exchange, site, label, lastFour },
    events: [{ name: "exchange/changed", data: { exchange, site, status: "untested" } }],
    write: (tx) => saveNewKey(tx, key.value),
  });
  return saved.ok ? accept({ exchange, site, lastFour }) : saved;
}
