import type { BeatFact } from "@/server/heartbeat/core/beat-fact";
import { worstComparison } from "@/server/heartbeat/core/worst-comparison";
import { toDate } from "@/server/kernel/clock";
import { toText } from "@/server/kernel/money";
import type { HealthView } from "./health-view";

/** The comparison of ledger and venue that differs most among a user's books; of equal ones the oldest. */
export function worstReconciliation(
  beats: readonly BeatFact[],
  userId: string,
): Pick<HealthView, "ledgerDifference" | "reconciledWallAt"> {
  const worst = worstComparison(beats, userId);
  return {
    ledgerDifference: worst && toText(worst.difference),
    reconciledWallAt: worst && toDate(worst.wallAt).toISOString(),
  };
}
