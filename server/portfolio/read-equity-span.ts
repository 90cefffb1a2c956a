import type { Book } from "@/server/kernel/book";
import { type MarketMs, plusMs } from "@/server/kernel/clock";
import type { Decimal } from "@/server/kernel/money";
import type { EquityPointView } from "./core/live-view";
import { type EquityAt, findPointAt, findSavedBook, listThinnedPoints } from "./store";

const BUCKETS = 119;

export type EquitySpan = {
  /** as last known before the span began and before it ended; null where nothing was valued by then */
  readonly start: EquityAt | null;
  readonly end: EquityAt | null;
  /** oldest first, lowest and highest points kept, at most 240 */
  readonly points: readonly EquityPointView[];
};

/**
 * One currency's equity from one instant of the market clock to another: the same points that the dashboard's day begins
 * and ends with.
 */
export async function readEquitySpan(q: {
  readonly userId: string;
  readonly book: Book;
  readonly currency: string;
  readonly from: MarketMs;
  readonly until: MarketMs;
}): Promise<EquitySpan> {
  const key = { userId: q.userId, book: q.book, currency: q.currency };
  const [start, end, points] = await Promise.all([
    findPointAt(key, q.from),
    findPointAt(key, q.until),
    listThinnedPoints(key, { after: plusMs(q.from, -1), until: q.until, buckets: BUCKETS }),
  ]);
  return { start, end, points };
}

/**
 * What each currency of a book ended a day of its owner with, by the valuation that the dashboard's next day began with: up
 * to a few seconds newer than the last point. Of the newest day that is over alone; empty for another.
 */
export async function readClosedDay(q: {
  readonly userId: string;
  readonly book: Book;
  /** "2026-11-29" */
  readonly day: string;
}): Promise<ReadonlyMap<string, Decimal>> {
  const saved = await findSavedBook({ userId: q.userId, book: q.book });
  const closed = [...(saved?.growth ?? [])].flatMap(([currency, growth]) =>
    growth.closed?.key === q.day ? [[currency, growth.closed.equity] as const] : [],
  );
  return new Map(closed);
}
