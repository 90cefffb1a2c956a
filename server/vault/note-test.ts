import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import type { Result } from "@/server/kernel/result";
import type { ExchangeKey, KeyFindings } from "./core/exchange-key";
import { siteWords } from "./core/key-view";
import { saveFindings } from "./store";

/** Writes what the test of a key found. Refuses with `stale_write` when the key was replaced meanwhile. */
export async function noteTest(
  key: ExchangeKey,
  found: KeyFindings,
  ctx: ActionContext,
): Promise<Result<void>> {
  const { exchange, site, lastFour } = key;
  const { status, fault, mayTrade, mayWithdraw, clockOffsetMs } = found;
  return commit(ctx, {
    action: "exchangeKey.tested",
    subject: key.credentialId,
    reason: fault ?? `the key for ${exchangeLabel(exchange)}${siteWords(site)} is ${status}`,
    detail: { exchange, site, lastFour, from: key.status, to: status, mayTrade, mayWithdraw, clockOffsetMs },
    events: [{ name: "exchange/changed", data: { exchange, site, status } }],
    write: (tx) => saveFindings(tx, key, found),
  });
}
