import type { GuardView } from "@/server/risk/list-guards";

export type GuardInForce =
  | { readonly kind: "halted"; readonly reason: string }
  | { readonly kind: "locked"; readonly until: string; readonly reason: string };

/**
 * What holds a book back now: a halt before a lock, of locks the one that ends last. A lock whose time on the market
 * clock has passed holds nothing any more, also before anybody has taken it away.
 */
export function guardInForce(guards: readonly GuardView[], marketAt: string | null): GuardInForce | null {
  const halted = guards.find(({ haltedAt }) => haltedAt !== null);
  if (halted) return { kind: "halted", reason: withCurrency(halted) };
  const now = marketAt === null ? Number.NEGATIVE_INFINITY : Date.parse(marketAt);
  const [longest] = guards
    .flatMap((guard) => (guard.lockedUntil === null ? [] : [{ guard, until: guard.lockedUntil }]))
    .filter(({ until }) => Date.parse(until) > now)
    .toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until));
  return longest ? { kind: "locked", until: longest.until, reason: withCurrency(longest.guard) } : null;
}

// a reason begins with its verb: "Fell by 16 % from its peak"
const withCurrency = ({ reason, currency }: GuardView): string =>
  `Its ${currency} part ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
