import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { siteWords } from "@/server/vault/core/key-view";
import { listExchanges } from "@/server/vault/list-exchanges";
import { type OrderTestInput, symbolOf } from "../core/order-test";
import { hasOpenTest, saveNewTest } from "../store";

/** What the test would do with the account. Refuses without a key that was tested, and while one runs. */
export async function previewOrderTest(input: OrderTestInput, ctx: ActionContext): Promise<Result<Preview>> {
  const { exchange, site, trades } = input;
  const key = await findUsable(input, ctx.userId);
  if (!key.ok) return key;
  const symbol = symbolOf(exchange);
  const at = `${exchangeLabel(exchange)}${siteWords(site)}`;
  return accept({
    title: `Order test at ${at}`,
    changes: [
      {
        label: "Resting buy",
        now: "none",
        after: `smallest ${symbol}, 25 % below the market; then cancelled`,
      },
      ...(trades
        ? [
            {
              label: "Buy and sell",
              now: "none",
              after: `smallest ${symbol} bought, then sold: costs two fees and the spread`,
            },
          ]
        : []),
    ],
    checks: [{ words: `the key …${key.value.lastFour} was tested`, ok: true }],
    stateHash: sha256(toCanonicalJson({ input, key: key.value.keptAt, symbol })),
  });
}

/** Leaves the test to the worker, who has the keys. Refuses what the preview refuses. */
export async function askOrderTest(
  input: OrderTestInput,
  ctx: ActionContext,
): Promise<Result<{ readonly testId: string }>> {
  const { exchange, site, trades } = input;
  const key = await findUsable(input, ctx.userId);
  if (!key.ok) return key;
  // a retry finds its own
  const test = { testId: ctx.runId, userId: ctx.userId, exchange, site, trades, symbol: symbolOf(exchange) };
  const asked = await commit(ctx, {
    action: "orderTest.asked",
    subject: test.testId,
    reason: `an order test at ${exchangeLabel(exchange)}${siteWords(site)}`,
    detail: { exchange, site, trades, symbol: test.symbol },
    events: [{ name: "exchange/changed", data: { exchange, site, status: key.value.status } }],
    write: (tx) => saveNewTest(tx, { ...test, askedAt: ctx.wallNow }),
  });
  return asked.ok ? accept({ testId: test.testId }) : asked;
}

async function findUsable({ exchange, site }: OrderTestInput, userId: string) {
  const view = (await listExchanges(userId)).find((one) => one.exchange === exchange);
  const key = view?.keys.find((one) => one.site === site);
  const at = `${exchangeLabel(exchange)}${siteWords(site)}`;
  if (!key) return refuse("not_found", `${at} has no key yet. Add one first.`);
  if (key.status !== "valid" && key.status !== "expiring")
    return refuse("not_now", `The key for ${at} is ${key.status}. Test it first.`);
  if (await hasOpenTest({ userId, exchange, site }))
    return refuse("conflict", `An order test at ${at} is under way. Wait for its end.`);
  return accept(key);
}
