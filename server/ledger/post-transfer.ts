import type { ActionContext } from "@/server/audit/action-context";
import type { Book } from "@/server/kernel/book";
import { type Decimal, maxOf, minOf, ZERO } from "@/server/kernel/money";
import type { WriteTx } from "@/server/platform/db";
import { depositPostings } from "./core/posting";
import { findBalance, hasTransaction, saveTransaction } from "./store";

type Transfer = {
  readonly book: Book;
  readonly venue: string;
  readonly asset: string;
  /** below zero: taken out */
  readonly amount: Decimal;
  readonly ref: string;
  /** `order_test`: what an order test of ours moved, on a line of its own */
  readonly kind?: "transfer" | "order_test";
};

/**
 * Takes over what the owner moved into or out of a venue, in the pool of that book. What was taken out and is a bot's
 * stays the bot's: only what the pool has is taken. Once per `ref`. Inside the caller's commit; answers what was taken over.
 */
export async function postTransfer(tx: WriteTx, ctx: ActionContext, transfer: Transfer): Promise<Decimal> {
  const { book, venue, asset, amount, ref, kind = "transfer" } = transfer;
  const { userId, marketNow: marketAt, wallNow: wallAt } = ctx;
  if (await hasTransaction(tx, userId, ref)) return ZERO;
  const pool = await findBalance(tx, { userId, book, venue, asset, kind: "available", botKey: "" });
  const booked = amount.gt(0) ? amount : minOf(amount.abs(), maxOf(pool, ZERO)).neg();
  if (booked.isZero()) return ZERO;
  const postings = depositPostings(asset, booked);
  await saveTransaction(tx, { userId, book, venue, kind, ref, postings, marketAt, wallAt });
  return booked;
}
