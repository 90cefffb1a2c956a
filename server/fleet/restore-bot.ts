import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { findArchivedBot, restoreBot } from "@/server/bots/archive-bot";
import type { BotView } from "@/server/bots/core/bot";
import { botRef } from "@/server/bots/core/bot-ref";
import { listBots } from "@/server/bots/list-bots";
import { moveCapital } from "@/server/bots/move-capital";
import { showBot } from "@/server/bots/show-bot";
import { venueOf } from "@/server/exchange/core/venue-name";
import { toDecimal, toText, ZERO } from "@/server/kernel/money";
import { type Result, refuse } from "@/server/kernel/result";
import { findAvailable } from "@/server/ledger/find-balances";
import { isBelowZero } from "@/server/ledger/is-below-zero";
import { getSettings } from "@/server/settings/get-settings";
import { decideRestore } from "./core/decide-restore";

export const restoreBotInput = z.strictObject({ bot: botRef });

/**
 * Brings a bot back that a person has deleted within 30 days, paused, with what it began with or what it gave back, from
 * the pool of its exchange. Refuses with `not_found`, `not_now`, `conflict`, `limit_reached`, `insufficient_funds` or
 * `stale_write`.
 */
export async function restoreDeletedBot(
  { bot: ref }: z.output<typeof restoreBotInput>,
  ctx: ActionContext,
): Promise<Result<BotView>> {
  const { userId, wallNow } = ctx;
  const [found, bots, settings] = await Promise.all([
    findArchivedBot(userId, ref),
    listBots(userId),
    getSettings(userId),
  ]);
  if (!found) return refuse("not_found", `No deleted bot is called ${ref}.`, "bot");
  const shown = await showBot(userId, found.botId);
  if (!shown.ok) return shown;
  const bot = shown.value;
  const { botId, name, book, exchange, revision, stakeCurrency: asset } = bot;
  const venue = venueOf(bot);
  const inBook = bots.filter((one) => one.book === book && one.twinOf === null);
  const amount = decideRestore({
    name,
    exchange,
    asset,
    byHand: bot.statusBy === "user",
    goneForMs: wallNow - found.archivedAt,
    isNameTaken: bots.some((one) => one.name.toLowerCase() === name.toLowerCase()),
    botsThere: inBook.filter((one) => one.exchange === exchange).length,
    slots: settings.slots[exchange],
    bots: inBook.length,
    botsMax: settings.botsMax,
    capital: toDecimal(bot.initialCapital),
    paidOut: toDecimal(bot.paidOut),
    available: await findAvailable(userId, book, venue, asset),
  });
  if (!amount.ok) return amount;
  const back = amount.value;
  const reason = "restored by hand: resume it to let it trade";
  try {
    const restored = await commit(ctx, {
      action: "bot.restored",
      subject: botId,
      reason,
      detail: { from: "archived", to: "paused", given: toText(back), asset },
      events: [{ name: "bot/restored", data: { botId, botName: name, reason } }],
      write: async (tx) => {
        await restoreBot(tx, ctx, { botId, revision, reason });
        const put = { put: ZERO, paidOut: back.neg() };
        if (back.gt(0))
          await moveCapital(tx, ctx, { book, venue, asset, botId, revision: revision + 1, ...put });
      },
    });
    return restored.ok ? showBot(userId, botId) : restored;
  } catch (error) {
    if (!isBelowZero(error)) throw error;
    return refuse("stale_write", "The pool changed meanwhile. Look again and retry.");
  }
}
