import type { ActionContext } from "@/server/audit/action-context";
import { listBots } from "@/server/bots/list-bots";
import { pauseBot } from "@/server/bots/pause-bot";
import { type ExchangeName, exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { dropKeyOf } from "@/server/vault/drop-key-of";
import { listExchanges } from "@/server/vault/list-exchanges";

export type Revoked = {
  readonly exchange: ExchangeName;
  /** names of the bots that were paused by it */
  readonly paused: readonly string[];
  readonly keys: number;
};

/**
 * For a key that others may have: pauses every bot of that exchange, then takes its keys out of the vault. Bots first,
 * so that a retry after a crash finds what is left to do. Refuses with `not_found` where there is no key.
 */
export async function revokeKeys(
  { exchange }: { readonly exchange: ExchangeName },
  ctx: ActionContext,
): Promise<Result<Revoked>> {
  const label = exchangeLabel(exchange);
  const kept = (await listExchanges(ctx.userId)).find((one) => one.exchange === exchange)?.keys ?? [];
  if (kept.length === 0) return refuse("not_found", `${label} has no key.`);
  const bots = (await listBots(ctx.userId)).filter(
    (bot) => bot.exchange === exchange && bot.status === "running",
  );
  const reason = `the key for ${label} was revoked`;
  const paused: string[] = [];
  for (const bot of bots) {
    const done = await pauseBot({ bot: bot.botId, reason }, ctx);
    if (!done.ok) return done;
    paused.push(bot.name);
  }
  for (const { site } of kept) {
    const dropped = await dropKeyOf({ exchange, site }, ctx);
    if (!dropped.ok && dropped.refusal.code !== "not_found") return dropped;
  }
  return accept({ exchange, paused, keys: kept.length });
}
