import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import type { Result } from "@/server/kernel/result";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import type { BotView } from "./core/bot";
import { decideResume } from "./core/decide-resume";
import { refuseUnknownBot, showBot } from "./show-bot";
import { findBot, saveStatus } from "./store";

/**
 * Lets a paused bot trade again, or a new one for the first time. Refuses with `not_found`, `conflict` when it
 * runs already, `not_now` (deleted, quarantined, emergency stop), or `stale_write`.
 */
export async function resumeBot(input: { bot: string }, ctx: ActionContext): Promise<Result<BotView>> {
  const [bot, mode] = await Promise.all([findBot(ctx.userId, input.bot), getTradingMode(ctx.userId)]);
  if (!bot) return refuseUnknownBot(input.bot);
  const verdict = decideResume({ ...bot, halted: mode.halted });
  if (!verdict.ok) return verdict;
  const { botId, revision } = bot;
  const isFirstRun = bot.status === "new";
  const reason = isFirstRun ? "first run" : "resumed by hand";
  const resumed = await commit(ctx, {
    action: "bot.resumed",
    subject: botId,
    reason,
    detail: { from: bot.status, to: "running" },
    events: [{ name: "bot/resumed", data: { botId, botName: bot.name, reason } }],
    write: (tx) =>
      saveStatus(tx, {
        botId,
        userId: ctx.userId,
        revision,
        status: "running",
        by: "user",
        reason,
        ...(isFirstRun ? { startedMarketAt: ctx.marketNow } : {}),
      }),
  });
  return resumed.ok ? showBot(ctx.userId, botId) : resumed;
}
