import { plusMs, type WallMs } from "@/server/kernel/clock";
import { type Decimal, floorToStep, minOf } from "@/server/kernel/money";

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
