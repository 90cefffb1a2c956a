import { z } from "zod";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { toCanonicalJson } from "@/server/audit/core/canonical-json";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { archiveBot } from "@/server/bots/archive-bot";
import type { BotView } from "@/server/bots/core/bot";
import { botRef } from "@/server/bots/core/bot-ref";
import { moveCapital } from "@/server/bots/move-capital";
import { showBot } from "@/server/bots/show-bot";
import { venueOf } from "@/server/exchange/core/venue-name";
import { findWorkingBots } from "@/server/execution/find-working-bots";
import { exchangeLabel } from "@/server/kernel/exchange-names";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { findAllocated } from "@/server/ledger/find-balances";
import { isBelowZero } from "@/server/ledger/is-below-zero";
import { decideDeletion } from "./core/decide-deletion";

export const deleteBotInput = z.strictObject({ bot: botRef });
type Input = z.output<typeof deleteBotInput>;

type Loaded = { readonly bot: BotView; readonly venue: string; readonly free: Decimal };

async function load({ bot: ref }: Input, { userId }: ActionContext): Promise<Result<Loaded>> {
  const shown = await showBot(userId, ref);
  if (!shown.ok) return shown;
  const bot = shown.value;
  const { botId, book, stakeCurrency: asset } = bot;
  const venue = venueOf(bot);
  const [working, free] = await Promise.all([
    findWorkingBots([botId]),
    findAllocated({ userId, book, venue, asset, botId }),
  ]);
  const verdict = decideDeletion({ ...bot, isWorking: working.has(botId) });
  return verdict.ok ? accept({ bot, venue, free }) : verdict;
}

/** What deleting a bot would change, for the card. It holds as long as the bot is not written. */
export async function previewDeletion(input: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const loaded = await load(input, ctx);
  if (!loaded.ok) return loaded;
  const { bot, free } = loaded.value;
  const { name, stakeCurrency: asset } = bot;
  return accept({
    title: `Delete ${name}`,
    changes: [
      { label: "Fleet", now: `${name} is ${bot.status}`, after: "gone from it; its name is free" },
      {
        label: `Pool at ${exchangeLabel(bot.exchange)}`,
        now: `${toText(free)} ${asset} are with ${name}`,
        after: "are free for other bots",
      },
      { label: "Record", now: `${bot.closedTrades} trades`, after: "stays; restorable for 30 days" },
    ],
    checks: [],
    stateHash: sha256(toCanonicalJson([bot.botId, bot.revision, bot.stage, bot.status])),
  });
}

/**
 * Takes a bot out of the fleet and gives what it has free to the pool of its exchange, in one commit. Its record stays.
 * Refuses with `not_found`, `not_now` while it trades, holds or waits for something, or `stale_write`.
 */
export async function deleteBot(input: Input, ctx: ActionContext): Promise<Result<BotView>> {
  const loaded = await load(input, ctx);
  if (!loaded.ok) return loaded;
  const { bot, venue, free } = loaded.value;
  const { botId, name, book, revision, stakeCurrency: asset } = bot;
  const pays = free.gt(0);
  try {
    const deleted = await commit(ctx, {
      action: "bot.deleted",
      subject: botId,
      reason: `deleted by hand; ${toText(free)} ${asset} went back to the pool`,
      detail: { from: bot.stage, to: "archived", returned: toText(free), asset },
      events: [{ name: "bot/archived", data: { botId, botName: name, reason: "deleted by hand" } }],
      write: async (tx) => {
        if (pays)
          await moveCapital(tx, ctx, { book, venue, asset, botId, revision, put: ZERO, paidOut: free });
        const now = pays ? revision + 1 : revision;
        await archiveBot(tx, ctx, { botId, revision: now, reason: "deleted by hand", by: "user" });
      },
    });
    return deleted.ok ? showBot(ctx.userId, botId) : deleted;
  } catch (error) {
    if (!isBelowZero(error)) throw error;
    return refuse("stale_write", `${name}'s money moved meanwhile. Look again and retry.`);
  }
}
