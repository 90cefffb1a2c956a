"use client";
import { useMemo, useSyncExternalStore } from "react";
import type { FeedView } from "@/server/market/core/feed-view";
import { type Forming, withTick } from "../charts/candle-rows";
import { useLiveStore } from "../live/live-provider";
import type { LiveStore } from "../live/live-store";

type Market = Pick<FeedView, "exchange" | "symbol">;

/**
 * The candle that is forming, made of the ticks this page has seen; null before the first, and for another series.
 *
 * Kept beside the live store, not in a state that an effect sets: each of a burst of ticks would then leave one more
 * update behind, and at fifty in a row React gives the page up (error 185).
 */
export function useFormingCandle({ exchange, symbol }: Market, frameMs: number): Forming | null {
  const store = useLiveStore();
  const read = useMemo(
    () => formingOf(store, { exchange, symbol }, frameMs),
    [store, exchange, symbol, frameMs],
  );
  return useSyncExternalStore(store.subscribe, read, () => null);
}

/** Answers the candle as of the store's newest view; the same object while no tick came. */
export function formingOf(
  store: Pick<LiveStore, "get">,
  { exchange, symbol }: Market,
  frameMs: number,
): () => Forming | null {
  let forming: Forming | null = null;
  let seen = "";
  return () => {
    const feed = store.get().view?.feeds.find((each) => each.exchange === exchange && each.symbol === symbol);
    if (!feed || feed.last === null || feed.tickMarketAt === null) return forming;
    const tick = `${feed.tickMarketAt} ${feed.last}`;
    if (tick === seen) return forming;
    seen = tick;
    forming = withTick(forming, { atMs: Date.parse(feed.tickMarketAt), price: Number(feed.last) }, frameMs);
    return forming;
  };
}
