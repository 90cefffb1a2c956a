import type { ActionContext } from "@/server/audit/action-context";
import type { Json } from "@/server/audit/core/canonical-json";
import type { Book } from "@/server/kernel/book";
import type { Decimal } from "@/server/kernel/money";
import { postAllocation } from "@/server/ledger/post-allocation";
import type { WriteTx } from "@/server/platform/db";
import type { BotView } from "./core/bot";
import { saveGoneLive, saveNewBot } from "./store";

type Pool = { readonly book: Book; readonly venue: string };

export type GoneLive = {
  readonly bot: BotView;
  readonly twinId: string;
  readonly botsCounted: number;
  /** quote: the bot's free money in its old book, which its twin goes on with */
  readonly freed: Decimal;
  /** quote: what it has in the new one */
  readonly capital: Decimal;
  readonly from: Pool;
  readonly to: Pool;
  /** it trades at once; else it waits, paused, until it is resumed */
  readonly runs: boolean;
};

const NAME_MAX = 24;
const TWIN = " twin";

/** Moves a bot to its new book, inside the caller's commit: its capital there, and its twin with what it had before. */
export async function saveGoingLive(tx: WriteTx, ctx: ActionContext, move: GoneLive): Promise<void> {
  const { bot, twinId, freed, capital, from, to, botsCounted, runs } = move;
  const { userId, marketNow, wallNow } = ctx;
  const { botId, revision, exchange, symbol, timeframe, strategy, riskMode, stakeCurrency: asset } = bot;
  if (freed.gt(0)) {
    await postAllocation(tx, ctx, { ...from, asset, botId, amount: freed.neg() });
    await saveNewBot(tx, {
      botId: twinId,
      userId,
      name: `${bot.name.slice(0, NAME_MAX - TWIN.length)}${TWIN}`,
      book: from.book,
      exchange,
      status: "running",
      statusReason: `goes on beside ${bot.name}`,
      riskMode,
      stakeCurrency: asset,
      capital: freed,
      strategy,
      params: bot.params as { readonly [name: string]: Json },
      exits: bot.exits,
      symbol,
      timeframe,
      marketNow,
      wallNow,
      botsCounted,
      twinOf: botId,
    });
    await postAllocation(tx, ctx, { ...from, asset, botId: twinId, amount: freed });
  }
  await saveGoneLive(tx, { botId, userId, revision, book: to.book, capital, marketNow, runs });
  await postAllocation(tx, ctx, { ...to, asset, botId, amount: capital });
}
