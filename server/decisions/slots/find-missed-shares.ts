import { plusMs, type WallMs } from "@/server/kernel/clock";
import { sumTally } from "../store/slots";
import type { MissedShares } from "./core/missed-share";

const HOUR_MS = 3_600_000;

/** What was missed in the present and the last full hour, and in a day of hours, on the wall clock. */
export async function findMissedShares(wallNow: WallMs): Promise<MissedShares> {
  const [hour, day] = await Promise.all([
    sumTally(plusMs(wallNow, -2 * HOUR_MS + 1)),
    sumTally(plusMs(wallNow, -24 * HOUR_MS)),
  ]);
  return { hour, day };
}
