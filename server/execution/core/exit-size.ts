import { sellableAt } from "@/server/exchange/core/sellable";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, minOf, ZERO } from "@/server/kernel/money";
import { isBelowMinimum, type MarketRules } from "@/server/market/core/market-rules";

/** How often exits of a position were asked for, how many ended unsold, and when the last of those was asked for. */
export type ExitAttempts = {
  readonly count: number;
  readonly failed: number;
  readonly lastAt: WallMs | null;
};

/** Wall clock between two tries to close a position. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;
const RETRY_DOUBLINGS_MAX = 6;

/** What can be sold of a position: never more than it holds, nor than the bot has free; on the lot. Base. */
export const exitSize = (held: Decimal, free: Decimal, lotSize: Decimal): Decimal =>
  floorToStep(minOf(held, free), lotSize);

/** What an exit sells now: so much base; nothing that would do; or nothing because it is dust, or because none of it is free. */
export type ExitSize = Decimal | "nothing" | "dust" | "not_free";

/**
 * Sizes an exit at a price by what its position holds and what of that its bot has free, base; `kept` is what must stay of it.
 * A part that was sold, or is about to be, is not free any more: asked for twice, it is sold once.
 */
export function sizeExit(
  { amount: held }: { readonly amount: Decimal },
  free: Decimal,
  { kept, price }: { readonly kept?: Decimal; readonly price: Decimal },
  rules: MarketRules | undefined,
): ExitSize {
  const amount = exitSize(held.minus(kept ?? ZERO), free.minus(kept ?? ZERO), rules?.lotSize ?? ZERO);
  if (!kept && rules && sellableAt(held, price, rules).isZero()) return "dust";
  if (amount.lte(0)) return kept ? "nothing" : "not_free";
  return rules && isBelowMinimum(amount, price, rules) ? "nothing" : amount;
}

/**
 * The first try is free; after each that failed the next waits twice as long: a venue that says no is not stormed. What was
 * sold in part before is no failure.
 */
export function isTooSoon(
  attempts: Pick<ExitAttempts, "failed" | "lastAt"> | undefined,
  now: WallMs,
): boolean {
  // a clock that was set back must not hold an exit up
  if (!attempts || attempts.lastAt === null || now < attempts.lastAt) return false;
  const { failed, lastAt } = attempts;
  const waitMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(failed - 1, RETRY_DOUBLINGS_MAX), RETRY_MOST_MS);
  return now < plusMs(lastAt, waitMs);
}
