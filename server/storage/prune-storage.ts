import { pruneAlerts } from "@/server/alerts/prune-alerts";
import type { ActionContext } from "@/server/audit/action-context";
import { jobContext } from "@/server/audit/job-context";
import { pruneOutbox } from "@/server/audit/prune-outbox";
import { record } from "@/server/audit/record";
import { findOwnerId } from "@/server/auth/find-owner-id";
import { forgetEmpty } from "@/server/candles/forget-empty";
import { foldDecisions } from "@/server/decisions/folding/fold-decisions";
import { pruneHeals } from "@/server/health/healing/prune-heals";
import type { Clocks, WallMs } from "@/server/kernel/clock";
import { pruneReports } from "@/server/reports/prune-reports";
import { getSettings } from "@/server/settings/get-settings";
import { dropOldSamples } from "./sample-storage";
import { rebuildIndex } from "./store";

/** Where the tidying stands: which part, and for decisions after which bot. */
export type PrunePlace = {
  readonly part: "decisions" | "outbox" | "runs" | "alerts" | "reports" | "indexes";
  readonly after: string | null;
};

/** Removes old runs of commands, which stand on a floor above: handed down. Answers how many. */
type PruneRuns = (ctx: ActionContext, keepDays: number) => Promise<number>;

/** Does one batch of the tidying by the owner's settings; `next` is null when all of it is done. */
export async function pruneNext(
  clocks: Clocks,
  place: PrunePlace,
  pruneRuns: PruneRuns,
): Promise<{ readonly removed: number; readonly next: PrunePlace | null }> {
  const userId = await findOwnerId();
  if (userId === null) return { removed: 0, next: null };
  const [{ keep, timeZone }, wallNow] = [await getSettings(userId), clocks.wall()];
  const ctx = jobContext(clocks, userId, "prune-storage", `${place.part}:${clocks.market()}`);
  if (place.part === "decisions") {
    const { skipsWholeDays: wholeDays } = keep;
    const { after, removed } = await foldDecisions(ctx, { after: place.after, wholeDays, timeZone });
    return { removed, next: after === null ? { part: "outbox", after: null } : { part: "decisions", after } };
  }
  if (place.part === "indexes") return rebuildNext(place, wallNow);
  const removed = await pruneRows(place.part);
  return { removed, next: { part: removed > 0 ? place.part : AFTER[place.part], after: null } };

  function pruneRows(part: keyof typeof AFTER): Promise<number> {
    if (part === "outbox") return pruneOutbox({ keepHours: keep.eventsHours, wallNow });
    if (part === "runs") return pruneRuns(ctx, keep.commandRunsDays);
    if (part === "reports") return pruneReports({ keepDays: keep.reportsDays, wallNow });
    return pruneAlerts({ keepDays: keep.alertsDays, wallNow });
  }
}

/** Parts whose old rows go in batches, each with the one that follows it. */
const AFTER = { outbox: "runs", runs: "alerts", alerts: "reports", reports: "indexes" } as const;

async function rebuildNext(place: PrunePlace, wallNow: WallMs): ReturnType<typeof pruneNext> {
  const rebuilt = await record(rebuildIndex);
  // the same one twice: the table is too empty for it to be small, and another try would come to the same
  if (rebuilt !== null && rebuilt !== place.after)
    return { removed: 0, next: { part: "indexes", after: rebuilt } };
  await dropOldSamples(wallNow);
  await pruneHeals(wallNow);
  await forgetEmpty(wallNow);
  return { removed: 0, next: null };
}
