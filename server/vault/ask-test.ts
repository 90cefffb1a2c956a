import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import type { KeyRef } from "./core/key-input";
import { siteWords } from "./core/key-view";
import { findKey, saveAskedTest } from "./store";

/**
 * Asks the worker, who alone can open a key, to test it; the answer is told by an event. No order is sent by a test.
 * Refuses with `not_found` where there is no key.
 */
export async function askTest({ exchange, site }: KeyRef, ctx: ActionContext): Promise<Result<KeyRef>> {
  const key = await findKey({ userId: ctx.userId, exchange, site });
  const at = `${exchangeLabel(exchange)}${siteWords(site)}`;
  if (!key) return refuse("not_found", `${at} has no key yet. Add one first.`);
  const asked = await commit(ctx, {
    action: "exchangeKey.testAsked",
    subject: key.credentialId,
    reason: `a test of the key for ${at} was asked for`,
    detail: { exchange, site },
    events: [{ name: "exchange/changed", data: { exchange, site, status: key.status } }],
    write: (tx) => saveAskedTest(tx, key, ctx.wallNow),
  });
  return asked.ok ? accept({ exchange, site }) : asked;
}
