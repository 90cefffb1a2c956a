import type { MarketMs } from "@/server/kernel/clock";
import { listGuards } from "@/server/risk/list-guards";
import type { EndCode } from "./core/end-code";
import type { Order } from "./core/order";

/** Names a user's book. */
export const bookKey = ({ userId, book }: Pick<Order, "userId" | "book">): string => `${userId} ${book}`;

/**
 * What locks entries of the books these orders are of, by `bookKey`: a halt by drawdown, or a day's loss until the
 * instant its lock ends (market clock). One query per book; books that nothing locks are absent.
 */
export async function findEntryLocks(
  orders: readonly Pick<Order, "userId" | "book">[],
  now: MarketMs,
): Promise<ReadonlyMap<string, EndCode>> {
  const locks = new Map<string, EndCode>();
  for (const [key, { userId, book }] of new Map(orders.map((order) => [bookKey(order), order]))) {
    const parts = await listGuards({ userId, book });
    const isLocked = parts.some(({ lockedUntil }) => lockedUntil !== null && Date.parse(lockedUntil) > now);
    if (parts.some(({ haltedAt }) => haltedAt !== null)) locks.set(key, "book_halted");
    else if (isLocked) locks.set(key, "daily_loss_lock");
  }
  return locks;
}
