import type { ActionContext } from "@/server/audit/action-context";
import type { Preview } from "@/server/audit/core/preview";
import { sha256 } from "@/server/audit/sha256";
import { commitMoves } from "@/server/bots/commit-moves";
import type { BotView } from "@/server/bots/core/bot";
import { listBots } from "@/server/bots/list-bots";
import { exchangeOf } from "@/server/exchange/core/venue-name";
import { type Decimal, toText, ZERO } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { listBalances } from "@/server/ledger/find-balances";
import type { ProfitsView } from "../core/profits-view";
import { moveAll, netOf } from "./rebalance-profits";
import { showProfits } from "./show-profits";
import { findRebalance, type StoredLine, type StoredRebalance, saveReverted } from "./store";

type Input = { readonly rebalanceId: string };
type Line = StoredLine & { readonly bot: BotView; readonly free: Decimal };
type Loaded = { readonly rebalance: StoredRebalance; readonly lines: readonly Line[] };

/** Refuses what is not there, was reverted, or cannot be taken back any more, with the bot that is in the way. */
async function load({ rebalanceId }: Input, userId: string): Promise<Result<Loaded>> {
  const rebalance = await findRebalance(userId, rebalanceId);
  if (!rebalance) return refuse("not_found", "There is no such rebalance: the page Wallet lists them.");
  if (rebalance.revertedAt) return refuse("conflict", "That rebalance was reverted already.");
  const { book } = rebalance;
  const [bots, balances] = await Promise.all([listBots(userId), listBalances({ userId, book })]);
  const lines: Line[] = [];
  for (const line of rebalance.lines) {
    const bot = bots.find(({ botId }) => botId === line.botId);
    const { asset, venue } = line;
    if (!bot || bot.book !== book || bot.stakeCurrency !== asset || bot.exchange !== exchangeOf(venue))
      return refuse("not_now", "A bot of it is no more, or trades elsewhere by now: it stays as it is.");
    const own = balances.find(
      (row) =>
        row.kind === "allocated" && row.botKey === bot.botId && row.venue === venue && row.asset === asset,
    );
    const back = netOf(line.given, line.received).put;
    const free = own?.balance ?? ZERO;
    if (back.gt(free))
      return refuse(
        "insufficient_funds",
        `${bot.name} has ${toText(free)} ${asset} free, and ${toText(back)} would be taken back: wait until it has sold.`,
      );
    lines.push({ ...line, bot, free });
  }
  return accept({ rebalance, lines });
}

/** What taking a rebalance back would change, for the card. */
export async function previewRevert(input: Input, ctx: ActionContext): Promise<Result<Preview>> {
  const loaded = await load(input, ctx.userId);
  if (!loaded.ok) return loaded;
  return accept({
    title: "Take a rebalance of profits back",
    changes: loaded.value.lines.map(({ bot, asset, free, given, received }) => {
      const { put, paidOut } = netOf(given, received);
      return {
        label: bot.name,
        now: `${toText(free)} ${asset} free`,
        after: `${toText(free.minus(put).plus(paidOut))} ${asset} free`,
      };
    }),
    checks: [{ words: "What it shared out counts as profit again", ok: true }],
    stateHash: sha256(input.rebalanceId),
  });
}

/** Takes a rebalance back, in one commit: each bot has what it had, and the profit can be shared out anew. */
export async function revertRebalance(input: Input, ctx: ActionContext): Promise<Result<ProfitsView>> {
  const { userId, wallNow } = ctx;
  const loaded = await load(input, userId);
  if (!loaded.ok) return loaded;
  const { rebalance, lines } = loaded.value;
  const { book, id } = rebalance;
  const done = await commitMoves(ctx, {
    action: "profits.reverted",
    subject: id,
    reason: `a rebalance of ${lines.length} bots was taken back`,
    detail: { book, rebalanceId: id },
    events: [{ name: "profits/rebalanced", data: { book, rebalanceId: id } }],
    write: async (tx) => {
      await saveReverted(tx, userId, id, wallNow);
      const moves = lines.map(({ bot, venue, asset, given, received }) => {
        const { put, paidOut } = netOf(given, received);
        const { botId, revision } = bot;
        return { book, venue, asset, botId, revision, put: put.neg(), paidOut: paidOut.neg() };
      });
      await moveAll(tx, ctx, moves);
    },
  });
  return done.ok ? accept(await showProfits({ userId, book, wallNow })) : done;
}
