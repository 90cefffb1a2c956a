import type { WallMs } from "@/server/kernel/clock";
import { type Decimal, decimalText, toDecimal } from "@/server/kernel/money";
import { findBeat } from "./store";

/** The newest comparison of a book's ledger with its venues; null before the first. */
export async function lastReconciliation(
  userId: string,
  book: string,
): Promise<{ readonly difference: Decimal; readonly wallAt: WallMs } | null> {
  const beat = await findBeat(`reconcile:${userId}:${book}`);
  const difference = decimalText.safeParse(beat?.detail.difference);
  return beat && difference.success ? { difference: toDecimal(difference.data), wallAt: beat.wallAt } : null;
}
