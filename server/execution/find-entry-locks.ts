import type { MarketMs } from "@/server/kernel/clock";
import { listGuards } from "@/server/risk/list-guards";
import type { EndCode } from "./core/end-code";
import type { Order } from "./core/order";
import { findAccountHolds } from "./external/find-holds";

/** Names a user's book. */
export const bookKey = ({ userId, book }: Pick<Order, "userId" | "book">): string => `${userId} ${book}`;

/**
 * What locks entries like these: their book's halt by drawdown, its day's loss until the instant its lock ends (market
 * clock), or an account that is not as the books say. One query per book, and one for the accounts.
 */
export async function findEntryLocks(
  orders: readonly Order[],
  now: MarketMs,
): Promise<(order: Order) => EndCode | null> {
  const isHeld = await findAccountHolds(orders);
  const locks = new Map<string, EndCode>();
  for (const [key, { userId, book }] of new Map(orders.map((order) => [bookKey(order), order]))) {
    const parts = await listGuards({ userId, book });
    const isLocked = parts.some(({ lockedUntil }) => lockedUntil !== null && Date.parse(lockedUntil) > now);
    if (parts.some(({ haltedAt }) => haltedAt !== null)) locks.set(key, "book_halted");
    else if (isLocked) locks.set(key, "daily_loss_lock");
  }
  return (order) => locks.get(bookKey(order)) ?? (isHeld(order) ? "account_differs" : null);
}
