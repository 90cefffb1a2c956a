import { record } from "@/server/audit/record";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { dropOldReports } from "./store";

const DAY_MS = 86_400_000;
const BATCH_ROWS = 100;

/** Removes a batch of reports made more than `keepDays` ago (wall clock), with their mail. Answers how many. */
export const pruneReports = (q: { readonly keepDays: number; readonly wallNow: WallMs }): Promise<number> =>
  record((tx) => dropOldReports(tx, plusMs(q.wallNow, -q.keepDays * DAY_MS), BATCH_ROWS));
