import type { FeedView } from "@/server/market/core/feed-view";

export type FeedState = "ok" | "late" | "off";

// Amber has to stand on the page by the tenth second: a view comes once a second and is looked at once a second.
const LATE_MS = 9_000;
const OFF_MS = 60_000;

/** What the age of a market's last price means; null is a market without one. */
export const feedStateOf = (ageMs: number | null): FeedState =>
  ageMs === null || ageMs > OFF_MS ? "off" : ageMs > LATE_MS ? "late" : "ok";

/** A market whose last price is old: nobody may take its figures for those of now. */
export type LateFeed = Pick<FeedView, "exchange" | "symbol"> & {
  readonly state: "late" | "off";
  readonly ageMs: number;
  /** market clock: what its figures are as of */
  readonly tickMarketAt: string | null;
};

/** The markets with an old price, the oldest first. One that never had a price is not old: it has not begun. */
export function lateFeeds(
  feeds: readonly FeedView[],
  ageOf: (wallAt: string) => number,
): readonly LateFeed[] {
  return feeds
    .flatMap(({ exchange, symbol, tickWallAt, tickMarketAt }) => {
      if (tickWallAt === null) return [];
      const ageMs = ageOf(tickWallAt);
      const state = feedStateOf(ageMs);
      return state === "ok" ? [] : [{ exchange, symbol, state, ageMs, tickMarketAt }];
    })
    .sort((a, b) => b.ageMs - a.ageMs);
}

/** The oldest of those that price the given markets; null when all of these are fresh. */
export const oldestFor = (
  late: readonly LateFeed[],
  markets: readonly Pick<FeedView, "exchange" | "symbol">[],
): LateFeed | null =>
  late.find((feed) =>
    markets.some(({ exchange, symbol }) => exchange === feed.exchange && symbol === feed.symbol),
  ) ?? null;
