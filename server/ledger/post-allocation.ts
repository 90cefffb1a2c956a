import type { ActionContext } from "@/server/audit/action-context";
import type { Book } from "@/server/kernel/book";
import type { Decimal } from "@/server/kernel/money";
import { allocationPostings } from "@/server/ledger/core/posting";
import type { WriteTx } from "@/server/platform/db";
import { saveTransaction } from "./store";

/**
 * Moves money from the pool of a venue to a bot, inside the caller's commit. `amount` in `asset`.
 * The database refuses the commit when the pool holds less: look with findAvailable first.
 */
export async function postAllocation(
  tx: WriteTx,
  ctx: ActionContext,
  a: { book: Book; venue: string; asset: string; botId: string; amount: Decimal },
): Promise<void> {
  await saveTransaction(tx, {
    userId: ctx.userId,
    book: a.book,
    venue: a.venue,
    kind: "allocation",
    ref: `allocation:${a.botId}:${a.venue}:${a.asset}:${ctx.runId}`,
    postings: allocationPostings(a.botId, a.asset, a.amount),
    marketAt: ctx.marketNow,
    wallAt: ctx.wallNow,
  });
}
