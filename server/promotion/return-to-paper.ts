import type { ActionContext } from "@/server/audit/action-context";
import { toJson } from "@/server/audit/core/canonical-json";
import { commitMoves } from "@/server/bots/commit-moves";
import type { BotView } from "@/server/bots/core/bot";
import { listBots } from "@/server/bots/list-bots";
import { pauseBot } from "@/server/bots/pause-bot";
import { type Returning, writeReturned } from "@/server/bots/stages/move-stage";
import { venueOf } from "@/server/exchange/core/venue-name";
import { findWorkingBots } from "@/server/execution/find-working-bots";
import type { Book } from "@/server/kernel/book";
import { minOf, toDecimal, toText, ZERO } from "@/server/kernel/money";
import { findAllocated, findAvailable } from "@/server/ledger/find-balances";
import { getSettings } from "@/server/settings/get-settings";
import { stopBot } from "@/server/stops/close-positions";
import { findLastPaperBook, saveStep } from "./store";

export type ReturnAct = "returned" | "sells" | "no_money";

/**
 * Brings a demoted bot back to paper once it and its twin hold nothing and have no order under way: its money at the exchange
 * goes to the pool there, its twin's paper money is its own again and the twin ends. It waits, paused, until it is resumed, and
 * trains from the beginning. Asked again before that it says what it waits for; after it, it finds nothing to do.
 */
export async function returnToPaper(ctx: ActionContext, botId: string): Promise<ReturnAct> {
  const bots = await listBots(ctx.userId);
  const bot = bots.find((one) => one.botId === botId);
  if (bot?.stage !== "demoted") return "returned";
  const twin = bots.find(({ twinOf }) => twinOf === botId) ?? null;
  if (twin?.status === "running") await pauseBot({ bot: twin.botId, reason: `${bot.name} is demoted` }, ctx);
  // what was entered meanwhile is sold as well; where nothing is left to ask for it refuses, and that is all right
  for (const one of [bot, twin]) if (one?.hasOpenPosition) await stopBot({ bot: one.botId }, ctx);
  const working = await findWorkingBots([botId, ...(twin ? [twin.botId] : [])]);
  if (bot.hasOpenPosition || twin?.hasOpenPosition || working.size > 0) return "sells";
  const back = await gather(ctx, bot, twin);
  if (!back) return "no_money";
  return (await save(ctx, back)) ? "returned" : "sells";
}

async function gather(ctx: ActionContext, bot: BotView, paused: BotView | null): Promise<Returning | null> {
  const { userId } = ctx;
  const { botId, exchange, stakeCurrency: asset } = bot;
  // pausing it raised its revision
  const twin = paused && ((await listBots(userId)).find((one) => one.botId === paused.botId) ?? null);
  const book: Book = twin?.book ?? (await findLastPaperBook(botId)) ?? "paper";
  const from = { book: bot.book, venue: venueOf({ book: bot.book, exchange }) };
  const to = { book, venue: venueOf({ book, exchange }) };
  const [freed, twinFreed, pool] = await Promise.all([
    findAllocated({ userId, ...from, asset, botId }),
    twin ? findAllocated({ userId, ...to, asset, botId: twin.botId }) : ZERO,
    findAvailable(userId, to.book, to.venue, asset),
  ]);
  const capital = twinFreed.gt(0) ? twinFreed : minOf(pool, toDecimal(bot.initialCapital));
  if (capital.lte(0)) return null;
  const reason = `back on paper with ${toText(capital)} ${asset}: resume it to train it anew`;
  return { bot, twin, from, to, freed, twinFreed, capital, reason };
}

async function save(ctx: ActionContext, back: Returning): Promise<boolean> {
  const { bot, from, to, freed, capital, reason } = back;
  const { botId, name } = bot;
  const settings = await getSettings(ctx.userId);
  const done = await commitMoves(ctx, {
    action: "bot.returned",
    subject: botId,
    reason: `${name} is ${reason}`,
    detail: { botName: name, from: from.book, to: to.book, capital: toText(capital), freed: toText(freed) },
    events: [{ name: "bot/demoted", data: { botId, botName: name, reason } }],
    write: async (tx) => {
      await writeReturned(tx, ctx, back);
      await saveStep(tx, ctx, {
        botId,
        botName: name,
        versionId: null,
        kind: "returned",
        fromBook: from.book,
        toBook: to.book,
        policy: settings.promotion.policy,
        overridden: false,
        reason,
        record: toJson({}),
      });
    },
  });
  return done.ok;
}
