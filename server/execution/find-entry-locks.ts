import type { MarketMs } from "@/server/kernel/clock";
import { type GuardView, listGuards } from "@/server/risk/list-guards";
import type { EndCode } from "./core/end-code";
import type { Order } from "./core/order";
import { type AccountHolds, findAccountHolds } from "./external/find-holds";

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
  const guards = new Map<string, readonly GuardView[]>();
  for (const [key, book] of new Map(orders.map((order) => [bookKey(order), order])))
    guards.set(key, await listGuards(book));
  return (order) => entryLockOf(order, { guards: guards.get(bookKey(order)) ?? [], isHeld }, now);
}

type LockFacts = { readonly guards: readonly GuardView[]; readonly isHeld: AccountHolds };

/** The same by what is known of the order's book and accounts. */
export function entryLockOf(order: Order, { guards, isHeld }: LockFacts, now: MarketMs): EndCode | null {
  if (guards.some(({ haltedAt }) => haltedAt !== null)) return "book_halted";
  if (guards.some(({ lockedUntil }) => lockedUntil !== null && Date.parse(lockedUntil) > now))
    return "daily_loss_lock";
  return isHeld(order) ? "account_differs" : null;
}
