import { record } from "@/server/audit/record";
import { plusMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { thinPoints } from "./store";

const MINUTE_MS = 60_000;
const KEEP_WHOLE_MS = 3 * 86_400_000;

/**
 * Thins equity points older than 3 days (wall clock) to the last one of each minute; answers how many went.
 *
 * `sinceWallAt` is where an earlier run stopped; without it the whole past is gone through. The answer's
 * `untilWallAt` belongs into the next call.
 */
export async function pruneEquity(q: {
  readonly wallNow: WallMs;
  readonly sinceWallAt?: WallMs;
}): Promise<{ readonly dropped: number; readonly untilWallAt: WallMs }> {
  const untilWallAt = wallMs(q.wallNow - (q.wallNow % MINUTE_MS) - KEEP_WHOLE_MS);
  const from = q.sinceWallAt ? plusMs(q.sinceWallAt, -MINUTE_MS) : wallMs(0);
  return { dropped: await record((tx) => thinPoints(tx, from, untilWallAt)), untilWallAt };
}
