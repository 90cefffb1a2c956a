import type { MarketMs } from "@/server/kernel/clock";
import { type GuardView, listGuards } from "@/server/risk/list-guards";
import { blacklistLineOf } from "@/server/settings/core/blacklist-line";
import type { SettingsReader } from "@/server/settings/settings-reader";
import type { EndCode } from "./core/end-code";
import type { Order } from "./core/order";
import { type AccountHolds, findAccountHolds } from "./external/find-holds";

/** Names a user's book. */
export const bookKey = ({ userId, book }: Pick<Order, "userId" | "book">): string => `${userId} ${book}`;

/**
 * What locks entries like these: a coin their owner has blacklisted, their book's halt by drawdown, its day's loss until
 * the instant its lock ends (market clock), or an account that is not as the books say. A query per owner and per book,
 * and one for the accounts.
 */
export async function findEntryLocks(
  orders: readonly Order[],
  now: MarketMs,
  settingsOf: SettingsReader,
): Promise<(order: Order) => EndCode | null> {
  const isHeld = await findAccountHolds(orders);
  const guards = new Map<string, readonly GuardView[]>();
  const blacklists = new Map<string, readonly string[]>();
  for (const userId of new Set(orders.map((order) => order.userId)))
    blacklists.set(userId, (await settingsOf(userId)).blacklist);
  for (const [key, book] of new Map(orders.map((order) => [bookKey(order), order])))
    guards.set(key, await listGuards(book));
  return (order) => {
    const blacklist = blacklists.get(order.userId) ?? [];
    return entryLockOf(order, { guards: guards.get(bookKey(order)) ?? [], isHeld, blacklist }, now);
  };
}

type LockFacts = {
  readonly guards: readonly GuardView[];
  readonly isHeld: AccountHolds;
  readonly blacklist: readonly string[];
};

/** The same by what is known of the order's owner, book and accounts. */
export function entryLockOf(
  order: Order,
  { guards, isHeld, blacklist }: LockFacts,
  now: MarketMs,
): EndCode | null {
  if (blacklistLineOf(order.symbol, blacklist) !== undefined) return "blacklisted";
  if (guards.some(({ haltedAt }) => haltedAt !== null)) return "book_halted";
  if (guards.some(({ lockedUntil }) => lockedUntil !== null && Date.parse(lockedUntil) > now))
    return "daily_loss_lock";
  return isHeld(order) ? "account_differs" : null;
}
