import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { paperVenue } from "@/server/exchange/core/venue-name";
import { depositAtPaperVenue } from "@/server/exchange/paper/deposit";
import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, toText } from "@/server/kernel/money";
import { accept, type Result, refuse } from "@/server/kernel/result";
import { depositPostings } from "@/server/ledger/core/posting";
import { hasTransaction, saveTransaction } from "./store";

/**
 * Funds the paper or demo book at one exchange's paper venue, once per `ref` and asset: the venue is credited first, then
 * the ledger; a repeat after a crash between the two completes it and never credits twice.
 * Refuses an amount that is not above zero, and another amount under a `ref` that was used for that asset (`conflict`).
 */
export async function fundBook(
  ctx: ActionContext,
  f: { book: "paper" | "demo"; exchange: ExchangeName; asset: string; amount: Decimal; ref: string },
): Promise<Result<void>> {
  if (!f.amount.gt(0))
    return refuse("invalid", "Fund the wallet with an amount above zero, for example 10000.");
  const venue = paperVenue(f.exchange);
  const account = { userId: ctx.userId, book: f.book, venue };
  const { ref, amount: credited } = await depositAtPaperVenue({
    ...account,
    asset: f.asset,
    amount: f.amount,
    ref: `deposit:${f.book}:${venue}:${f.asset}:${f.ref}`,
    // as long as a reference did not name its asset, an account had one
    oldRef: `deposit:${f.book}:${venue}:${f.ref}`,
  });
  if (!credited.eq(f.amount))
    return refuse("conflict", `That funding was made already, with ${toText(credited)} ${f.asset}.`);
  const funded = await commit(ctx, {
    action: "wallet.funded",
    subject: venue,
    reason: `${toText(f.amount)} ${f.asset} of ${f.book} money`,
    detail: { venue, asset: f.asset, amount: toText(f.amount), ref },
    events: [{ name: "wallet/funded", data: { venue, asset: f.asset, amount: toText(f.amount) } }],
    write: async (tx) => {
      if (await hasTransaction(tx, ctx.userId, ref)) return false;
      const postings = depositPostings(f.asset, f.amount);
      const { marketNow: marketAt, wallNow: wallAt, userId } = ctx;
      await saveTransaction(tx, {
        userId,
        book: f.book,
        venue,
        kind: "deposit",
        ref,
        postings,
        marketAt,
        wallAt,
      });
      return true;
    },
    unchanged: (isNew) => !isNew,
  });
  return funded.ok ? accept(undefined) : funded;
}
