import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { KeyRef } from "./core/key-input";
import { siteWords } from "./core/key-view";
import { dropKey, findKey } from "./store";

/**
 * Takes a key out of the vault: what was sealed is gone from the database, the trail of it stays. Refuses with
 * `not_found` where there is none, `stale_write`.
 */
export async function dropKeyOf({ exchange, site }: KeyRef, ctx: ActionContext): Promise<Result<KeyRef>> {
  const key = await findKey({ userId: ctx.userId, exchange, site });
  const at = `${exchangeLabel(exchange)}${siteWords(site)}`;
  if (!key) return refuse("not_found", `${at} has no key.`);
  const dropped = await commit(ctx, {
    action: "exchangeKey.removed",
    subject: key.credentialId,
    reason: `the key for ${at} was removed`,
    detail: { exchange, site, lastFour: key.lastFour, status: key.status },
    events: [{ name: "exchange/changed", data: { exchange, site, status: "none" } }],
    write: (tx) => dropKey(tx, key),
  });
  return dropped.ok ? accept({ exchange, site }) : dropped;
}
