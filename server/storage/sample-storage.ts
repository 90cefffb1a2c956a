import { record } from "@/server/audit/record";
import { plusMs, type WallMs } from "@/server/kernel/clock";
import { toKinds } from "./core/kinds";
import { dropSamples, findNewestSampleAt, readSizes, saveSample } from "./store";

const EVERY_MS = 3_600_000;
const KEEP_MS = 60 * 86_400_000;

/** Writes down how large each kind of data is, when the last time is an hour ago; safe to call every minute. */
export async function sampleStorage(wallNow: WallMs): Promise<boolean> {
  const newest = await findNewestSampleAt();
  if (newest !== null && wallNow - newest < EVERY_MS) return false;
  const { tables, whole } = await readSizes();
  await record((tx) => saveSample(tx, wallNow, toKinds(tables, whole)));
  return true;
}

/** Forgets sizes of more than 60 days ago. */
export const dropOldSamples = (wallNow: WallMs): Promise<void> =>
  record((tx) => dropSamples(tx, plusMs(wallNow, -KEEP_MS)));
