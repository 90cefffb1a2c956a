"use client";
import { type LateFeed, lateFeeds } from "./feed-age";
import { useLive } from "./live-provider";
import { ageOf } from "./live-store";
import { useFreshness } from "./use-freshness";
import { useNow } from "./use-now";

const NONE: readonly LateFeed[] = [];

/** The markets whose prices stopped while the worker goes on; none while nothing at all is heard of the worker. */
export function useLateFeeds(): readonly LateFeed[] {
  const feeds = useLive((state) => state.view?.feeds ?? null);
  const skewMs = useLive((state) => state.skewMs);
  const now = useNow();
  const { freshness } = useFreshness();
  if (!feeds || now === 0 || freshness !== "fresh") return NONE;
  const late = lateFeeds(feeds, (wallAt) => ageOf(wallAt, { skewMs }, now));
  return late.length === 0 ? NONE : late;
}
