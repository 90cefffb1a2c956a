import type { ActionContext } from "@/server/audit/action-context";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { tradesAtExchange } from "@/server/kernel/book";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { accept, type Result } from "@/server/kernel/result";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import { decideResume } from "./core/decide-resume";
import { refuseUnknownBot } from "./show-bot";
import { findBot } from "./store";

/**
 * What resuming a bot would change, for the approval card. The state hash covers the bot's revision, version and
 * stage and the modes; prices may move. Refuses what resumeBot would refuse.
 */
export async function previewResume(input: { bot: string }, ctx: ActionContext): Promise<Result<Preview>> {
  const [bot, mode] = await Promise.all([findBot(ctx.userId, input.bot), getTradingMode(ctx.userId)]);
  if (!bot) return refuseUnknownBot(input.bot);
  const verdict = decideResume({ ...bot, halted: mode.halted });
  if (!verdict.ok) return verdict;
  const { botId, revision, version, stage, status } = bot;
  return accept({
    title: `Resume ${bot.name}`,
    changes: [
      { label: "Status", now: status, after: "running" },
      {
        label: "New entries",
        now: "none",
        after: `${bot.symbol} on ${exchangeLabel(bot.exchange)}, ${bot.riskMode}`,
      },
    ],
    checks: [
      { words: "The emergency stop is off", ok: !mode.halted },
      { words: "New entries are allowed", ok: !mode.entriesStopped },
      tradesAtExchange(bot.book)
        ? { words: "Live trading is on", ok: mode.live }
        : { words: "Trading on paper is on", ok: mode.paper },
    ],
    stateHash: sha256(toCanonicalJson({ botId, revision, version, stage, status, mode })),
  });
}
