import { type MarketMs, plusMs } from "@/server/kernel/clock";
import type { EquityPointView, LiveView } from "./core/live-view";
import { newestRun } from "./core/newest-run";
import { getLiveView } from "./get-live-view";
import { findLastPointAt, listThinnedPoints } from "./store";

export type EquityCurve = {
  /** oldest first, strictly rising on both clocks, at most 600 */
  readonly points: readonly EquityPointView[];
  /** wall time of the newest point; null without points */
  readonly asOf: string | null;
};

const DAY_MS = 86_400_000;
const RANGE_MS = { "1d": DAY_MS, "7d": 7 * DAY_MS, all: null } as const;
// two points a bucket and the two ends: 600
const BUCKETS = 299;

/**
 * One currency's equity curve over the last day or week of the market clock, or all of it.
 *
 * Thinned so that the first and last point, and the lowest and highest of every stretch, stay: peaks and troughs are true.
 * Without a book it is the book that getLiveView shows.
 */
export async function listEquity(q: {
  readonly userId: string;
  readonly currency: string;
  readonly range: keyof typeof RANGE_MS;
  readonly marketNow?: MarketMs;
  readonly book?: LiveView["book"];
}): Promise<EquityCurve> {
  const book = q.book ?? (await getLiveView(q.userId))?.book;
  if (!book) return { points: [], asOf: null };
  const key = { userId: q.userId, book, currency: q.currency };
  const until = q.marketNow ?? (await findLastPointAt(key));
  if (until === null) return { points: [], asOf: null };
  const lengthMs = RANGE_MS[q.range];
  const after = lengthMs === null ? null : plusMs(until, -lengthMs);
  const points = newestRun(await listThinnedPoints(key, { after, until, buckets: BUCKETS }));
  return { points, asOf: points.at(-1)?.wallAt ?? null };
}
