import { plusMs, type WallMs } from "@/server/kernel/clock";
import { record } from "./record";
import { dropOutboxRows } from "./store";

const HOUR_MS = 3_600_000;
const BATCH_ROWS = 5_000;

/** Removes a batch of events older than `keepHours` (wall clock): pages that were away longer load anew. Answers how many. */
export const pruneOutbox = (q: { readonly keepHours: number; readonly wallNow: WallMs }): Promise<number> =>
  record((tx) => dropOutboxRows(tx, plusMs(q.wallNow, -q.keepHours * HOUR_MS), BATCH_ROWS));
