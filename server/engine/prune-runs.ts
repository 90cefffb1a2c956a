import { plusMs, toDate, type WallMs } from "@/server/kernel/clock";
import type { Sql } from "./engine-db";

/** How long what has ended is kept, wall clock. Event ids and idempotency keys are remembered as long. */
export type KeepPolicy = { readonly completedMs: number; readonly failedMs: number };

export const KEEP_DEFAULT: KeepPolicy = { completedMs: 86_400_000, failedMs: 14 * 86_400_000 };
const BATCH = 1_000;

/** Removes a batch of what ended too long ago; returns how many runs. Called again while there is more. */
export async function pruneRuns(sql: Sql, keep: KeepPolicy, now: WallMs): Promise<number> {
  const rows = await sql.rows({
    text: `WITH old AS (
        SELECT "id" FROM job_run WHERE "endedWallAt" < $1 AND ("status" = 'completed' OR "endedWallAt" < $2)
        ORDER BY "endedWallAt" LIMIT ${BATCH}
      ), steps AS (DELETE FROM job_step WHERE "runId" IN (SELECT "id" FROM old))
      DELETE FROM job_run WHERE "id" IN (SELECT "id" FROM old) RETURNING "id"`,
    values: [toDate(plusMs(now, -keep.completedMs)), toDate(plusMs(now, -keep.failedMs))],
  });
  await sql.rows({
    text: `DELETE FROM job_event WHERE ("clock", "id") IN (
      SELECT "clock", "id" FROM job_event WHERE "wallAt" < $1 ORDER BY "wallAt" LIMIT ${BATCH})`,
    values: [toDate(plusMs(now, -keep.completedMs))],
  });
  return rows.length;
}
