import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { restoreBot } from "@/server/bots/archive-bot";
import type { BotView } from "@/server/bots/core/bot";
import { botRef } from "@/server/bots/core/bot-ref";
import { writeRelease } from "@/server/bots/quarantine-bot";
import { showBot } from "@/server/bots/show-bot";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { forgiven } from "@/server/risk/core/guard-memory";
import { forget } from "@/server/risk/quarantine-bots";
import { getTradingMode } from "@/server/settings/get-trading-mode";
import type { Detection } from "./core/detection";
import { quarantineLadder } from "./keep-ladder";
import { findLastRest, saveTakenBack } from "./store/detections";

export const releaseInput = z.strictObject({ bot: botRef });
type Input = z.output<typeof releaseInput>;

const RESTORED_WITHIN_MS = 30 * 86_400_000;

type Releasable = {
  readonly bot: BotView;
  /** why it rests; null where nobody kept it */
  readonly rest: Detection | null;
  readonly archived: boolean;
};

/** What may be let go: a bot in quarantine, or one that the end of the ladder archived within 30 days. */
async function findReleasable({ bot: ref }: Input, ctx: ActionContext): Promise<Result<Releasable>> {
  const shown = await showBot(ctx.userId, ref);
  if (!shown.ok) return shown;
  const bot = shown.value;
  const rest = await findLastRest(ctx.userId, bot.botId);
  if (bot.stage === "archived") {
    const mayReturn = rest?.outcome === "archived" && ctx.wallNow - rest.firstWallAt <= RESTORED_WITHIN_MS;
    return mayReturn
      ? accept({ bot, rest, archived: true })
      : refuse("not_now", `${bot.name} was not archived by the bodyguard within the last 30 days.`);
  }
  if (bot.status !== "quarantined")
    return refuse("not_now", `${bot.name} is not in quarantine: there is nothing to let go.`);
  const { halted } = await getTradingMode(ctx.userId);
  return halted
    ? refuse("not_now", "The emergency stop is on. Clear it first, then let the bot go.")
    : accept({ bot, rest, archived: false });
}

/**
 * Lets a bot out of quarantine early; what it was taken out for is not held against it again, also not this day's loss. One
 * that was archived comes back paused. Refuses with `not_found`, `not_now`, or `stale_write`.
 */
export async function releaseBot(input: Input, ctx: ActionContext): Promise<Result<BotView>> {
  const found = await findReleasable(input, ctx);
  if (!found.ok) return found;
  const { bot, rest, archived } = found.value;
  const { botId, name, revision, book } = bot;
  const reason = archived ? "taken back by hand: resume it to let it trade" : "let go early by hand";
  const written = await commit(ctx, {
    action: "bot.released",
    subject: botId,
    reason,
    detail: {
      from: archived ? "archived" : "quarantined",
      to: archived ? "paused" : "running",
      by: "user",
      check: rest?.check ?? "",
    },
    events: [{ name: "bot/released", data: { botId, botName: name, reason } }],
    write: async (tx) => {
      if (archived) await restoreBot(tx, ctx, { botId, revision, reason });
      else await writeRelease(tx, ctx, { botId, revision, reason });
      if (archived && rest) await saveTakenBack(tx, rest.detectionId);
      await forget(tx, { userId: ctx.userId, book, botId }, { how: forgiven, wallNow: ctx.wallNow });
      await quarantineLadder.ended(tx, ctx, botId, "let_go");
    },
  });
  return written.ok ? showBot(ctx.userId, botId) : written;
}

/** What letting a bot go would change, for the card. It holds as long as the bot is not written. */
export async function previewRelease(input: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const found = await findReleasable(input, ctx);
  if (!found.ok) return found;
  const { bot, rest, archived } = found.value;
  const [now, after] = archived ? ["archived", "paused"] : ["quarantined", "running"];
  return accept({
    title: archived ? `Take ${bot.name} back` : `Let ${bot.name} go early`,
    changes: [
      { label: "Status", now, after },
      { label: "Why it rests", now: bot.statusReason, after: "not held against it again" },
    ],
    checks: [
      {
        words: "It is watched from now on as if it were new; its past stays what it is compared with",
        ok: true,
      },
      ...(rest?.severity === "critical"
        ? [{ words: "It rests for something critical: look at its evidence first", ok: false }]
        : []),
    ],
    stateHash: sha256(toCanonicalJson([bot.botId, bot.revision, bot.stage, bot.status])),
  });
}
