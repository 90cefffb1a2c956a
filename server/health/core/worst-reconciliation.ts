import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import { toDate } from "@/server/kernel/clock";
import { type Decimal, decimalText, toDecimal, toText } from "@/server/kernel/money";
import type { HealthView } from "./health-view";

/** The comparison of ledger and venue that differs most among a user's books; of equal ones the oldest. */
export function worstReconciliation(
  beats: readonly BeatFact[],
  userId: string,
): Pick<HealthView, "ledgerDifference" | "reconciledWallAt"> {
  let worst: { readonly difference: Decimal; readonly beat: BeatFact } | null = null;
  for (const beat of beats) {
    if (!beat.name.startsWith(`reconcile:${userId}:`)) continue;
    const told = decimalText.safeParse(beat.detail.difference);
    if (!told.success) continue;
    const difference = toDecimal(told.data).abs();
    const order = worst ? difference.comparedTo(worst.difference) : 1;
    if (!worst || order > 0 || (order === 0 && beat.wallAt < worst.beat.wallAt)) worst = { difference, beat };
  }
  return worst
    ? {
        ledgerDifference: toText(worst.difference),
        reconciledWallAt: toDate(worst.beat.wallAt).toISOString(),
      }
    : { ledgerDifference: null, reconciledWallAt: null };
}
