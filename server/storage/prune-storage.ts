import { pruneOutbox } from "@/server/audit/prune-outbox";
import { findOwnerId } from "@/server/auth/find-owner-id";
import { pruneCommandRuns } from "@/server/commands/prune-runs";
import { getSettings } from "@/server/settings/get-settings";
import { foldDecisions } from "@/server/trading/folding/fold-decisions";
import { jobContext } from "@/server/trading/job-context";
import { tradingRuntime } from "@/server/trading/runtime";
import { dropOldSamples } from "./sample-storage";

/** Where the tidying stands: which part, and for decisions after which bot. */
export type PrunePlace = { readonly part: "decisions" | "outbox" | "runs"; readonly after: string | null };

/** Does one batch of the tidying by the owner's settings; `next` is null when all of it is done. */
export async function pruneNext(
  place: PrunePlace,
): Promise<{ readonly removed: number; readonly next: PrunePlace | null }> {
  const userId = await findOwnerId();
  if (userId === null) return { removed: 0, next: null };
  const { clocks } = tradingRuntime();
  const [{ keep, timeZone }, wallNow] = [await getSettings(userId), clocks.wall()];
  const ctx = jobContext(clocks, userId, "prune-storage", `${place.part}:${clocks.market()}`);
  if (place.part === "decisions") {
    const { skipsWholeDays: wholeDays } = keep;
    const { after, removed } = await foldDecisions(ctx, { after: place.after, wholeDays, timeZone });
    return { removed, next: after === null ? { part: "outbox", after: null } : { part: "decisions", after } };
  }
  if (place.part === "outbox") {
    const removed = await pruneOutbox({ keepHours: keep.eventsHours, wallNow });
    return { removed, next: { part: removed > 0 ? "outbox" : "runs", after: null } };
  }
  const removed = await pruneCommandRuns(ctx, keep.commandRunsDays);
  if (removed > 0) return { removed, next: place };
  await dropOldSamples(wallNow);
  return { removed, next: null };
}
