import type { ActionContext } from "@/server/audit/action-context";
import type { Book } from "@/server/kernel/book";
import type { Decimal } from "@/server/kernel/money";
import { postAllocation } from "@/server/ledger/post-allocation";
import type { WriteTx } from "@/server/platform/db";
import { saveCapitalMoved } from "./store";

export type CapitalMove = {
  readonly book: Book;
  readonly venue: string;
  readonly asset: string;
  readonly botId: string;
  readonly revision: number;
  /** put into it from the pool; below zero: taken back */
  readonly put: Decimal;
  /** of its profit, paid out to the pool; below zero: given back to it */
  readonly paidOut: Decimal;
};

/**
 * Moves money between a bot and the pool of its venue, inside the caller's commit: neither is a gain or a loss of the bot.
 * Stale when the bot was written since it was read; the database refuses it where bot or pool has less.
 */
export async function moveCapital(tx: WriteTx, ctx: ActionContext, move: CapitalMove): Promise<void> {
  const { book, venue, asset, botId, revision, put, paidOut } = move;
  await saveCapitalMoved(tx, { botId, userId: ctx.userId, revision, put, paidOut });
  await postAllocation(tx, ctx, { book, venue, asset, botId, amount: put.minus(paidOut) });
}
