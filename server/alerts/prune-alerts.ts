import { record } from "@/server/audit/record";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { dropOldAlerts } from "./store/alerts";

const DAY_MS = 86_400_000;
const BATCH_ROWS = 1_000;

/**
 * Removes a batch of alerts that were over `keepDays` ago (wall clock), with their deliveries; what is open stays, but
 * for single events nobody acknowledged in that time. The audit trail keeps what they said. Answers how many.
 */
export const pruneAlerts = (q: { readonly keepDays: number; readonly wallNow: WallMs }): Promise<number> =>
  record((tx) => dropOldAlerts(tx, plusMs(q.wallNow, -q.keepDays * DAY_MS), BATCH_ROWS));
