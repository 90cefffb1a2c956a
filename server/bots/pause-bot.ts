import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { type Result, refuse } from "@/server/kernel/result";
import type { BotView } from "./core/bot";
import { refuseUnknownBot, showBot } from "./show-bot";
import { findBot, saveStatus } from "./store";

/**
 * Pauses a bot: it enters nothing more, its stops stay armed. A bot that is paused already stays as it is.
 * Refuses with `not_found`, `not_now` for a deleted bot, or `stale_write`.
 */
export async function pauseBot(
  input: { bot: string; reason?: string | undefined },
  ctx: ActionContext,
): Promise<Result<BotView>> {
  const bot = await findBot(ctx.userId, input.bot);
  if (!bot) return refuseUnknownBot(input.bot);
  if (bot.stage === "archived") return refuse("not_now", `${bot.name} is deleted and does not trade.`);
  if (bot.status === "paused") return showBot(ctx.userId, bot.botId);
  const { botId, revision } = bot;
  const reason = input.reason ?? "paused by hand";
  const by = ctx.actor.kind === "schedule" || ctx.actor.kind === "system" ? "system" : "user";
  const paused = await commit(ctx, {
    action: "bot.paused",
    subject: botId,
    reason,
    detail: { from: bot.status, to: "paused", by },
    events: [{ name: "bot/paused", data: { botId, botName: bot.name, reason } }],
    write: (tx) => saveStatus(tx, { botId, userId: ctx.userId, revision, status: "paused", by, reason }),
  });
  return paused.ok ? showBot(ctx.userId, botId) : paused;
}
