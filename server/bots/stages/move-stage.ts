import type { ActionContext } from "@/server/audit/action-context";
import type { Json } from "@/server/audit/core/canonical-json";
import type { Book } from "@/server/kernel/book";
import type { Decimal } from "@/server/kernel/money";
import { postAllocation } from "@/server/ledger/post-allocation";
import type { WriteTx } from "@/server/platform/db";
import { archiveBot } from "../archive-bot";
import type { BotView } from "../core/bot";
import { findAtExchange, saveDemoted, saveEligible, saveReturned } from "./store";

/** A bot at an exchange, with what it is judged by there. */
export type BotAtExchange = Awaited<ReturnType<typeof findAtExchange>>[number];

/** A user's bots whose orders go to an exchange, and those on their way back. */
export const listAtExchange = (userId: string): Promise<readonly BotAtExchange[]> => findAtExchange(userId);

type Ref = { readonly botId: string; readonly revision: number };

/** Marks a bot as eligible or takes that back, inside the caller's commit. */
export const writeEligible = (
  tx: WriteTx,
  { userId }: ActionContext,
  bot: Ref & { readonly eligible: boolean },
): Promise<void> => saveEligible(tx, { ...bot, userId });

/** A live bot enters nothing more and is on its way back to paper, inside the caller's commit. */
export const writeDemoted = (
  tx: WriteTx,
  { userId }: ActionContext,
  bot: Ref & { readonly reason: string },
): Promise<void> => saveDemoted(tx, { ...bot, userId });

type Pool = { readonly book: Book; readonly venue: string };

export type Returning = {
  readonly bot: BotView;
  /** its twin on paper, which ends; null where it has none any more */
  readonly twin: BotView | null;
  readonly from: Pool;
  readonly to: Pool;
  /** quote: what the bot has free at the exchange, and its twin on paper */
  readonly freed: Decimal;
  readonly twinFreed: Decimal;
  /** quote: what it trains with */
  readonly capital: Decimal;
  readonly reason: string;
};

/** Moves a demoted bot back to paper, inside the caller's commit: its money there goes to the pool, its twin's is its own. */
export async function writeReturned(tx: WriteTx, ctx: ActionContext, back: Returning): Promise<void> {
  const { bot, twin, from, to, freed, twinFreed, capital, reason } = back;
  const { botId, revision, stakeCurrency: asset, strategy, symbol, timeframe } = bot;
  if (freed.gt(0)) await postAllocation(tx, ctx, { ...from, asset, botId, amount: freed.neg() });
  if (twin) {
    await archiveBot(tx, ctx, {
      botId: twin.botId,
      revision: twin.revision,
      reason: `${bot.name} is on paper again`,
    });
    if (twinFreed.gt(0))
      await postAllocation(tx, ctx, { ...to, asset, botId: twin.botId, amount: twinFreed.neg() });
  }
  await postAllocation(tx, ctx, { ...to, asset, botId, amount: capital });
  const { marketNow, wallNow, userId } = ctx;
  await saveReturned(tx, {
    botId,
    userId,
    revision,
    book: to.book,
    capital,
    reason,
    version: {
      botId,
      number: bot.version + 1,
      strategy,
      params: bot.params as { readonly [name: string]: Json },
      exits: bot.exits,
      symbol,
      timeframe,
      marketNow,
      wallNow,
    },
  });
}
