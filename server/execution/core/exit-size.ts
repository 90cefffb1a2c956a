import { plusMs, type WallMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, minOf } from "@/server/kernel/money";

/** How often a position's exit was asked for, and when last. */
export type ExitAttempts = { readonly count: number; readonly lastAt: WallMs };

/** Wall clock between two tries to close a position. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;
const RETRY_DOUBLINGS_MAX = 6;

/** What can be sold of a position: never more than it holds, nor than the bot has free; on the lot. Base. */
export const exitSize = (held: Decimal, free: Decimal, lotSize: Decimal): Decimal =>
  floorToStep(minOf(held, free), lotSize);

/** The first try is free; after each that failed the next waits twice as long: a venue that says no is not stormed. */
export function isTooSoon(attempts: ExitAttempts | undefined, now: WallMs): boolean {
  // a clock that was set back must not hold an exit up
  if (!attempts || now < attempts.lastAt) return false;
  const { count, lastAt } = attempts;
  const waitMs = Math.min(RETRY_FIRST_MS * 2 ** Math.min(count - 1, RETRY_DOUBLINGS_MAX), RETRY_MOST_MS);
  return now < plusMs(lastAt, waitMs);
}
