import { record } from "@/server/audit/record";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { dropEndedHeals } from "./store";

export const HEALS_KEPT_DAYS = 90;
/** A feed that comes and goes every half minute must not fill the database. */
const HEALS_KEPT_MOST = 5_000;
const DAY_MS = 86_400_000;

/** Removes what was over long ago; what is still broken stays. Answers how many. */
export const pruneHeals = (wallNow: WallMs): Promise<number> =>
  record((tx) => dropEndedHeals(tx, plusMs(wallNow, -HEALS_KEPT_DAYS * DAY_MS), HEALS_KEPT_MOST));
