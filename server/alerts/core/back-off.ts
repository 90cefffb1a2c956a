import { plusMs, type WallMs } from "@/server/kernel/clock";

const FIRST_MS = 10_000;
const MOST_MS = 30 * 60_000;
/** Wall clock since it was queued: after this a delivery is given up. */
export const GIVE_UP_MS = 48 * 3_600_000;

/** When a delivery that failed is tried again: 10 s, 20 s, 40 s … half an hour, or when its other side asked for it. */
export function nextTry(now: WallMs, tries: number, askedMs: number | null): WallMs {
  const grownMs = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 20));
  return plusMs(now, Math.max(grownMs, Math.min(askedMs ?? 0, MOST_MS)));
}
