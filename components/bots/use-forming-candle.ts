"use client";
import { useEffect, useState } from "react";
import type { FeedView } from "@/server/portfolio/core/live-view";
import { type Forming, withTick } from "../charts/candle-rows";

type Kept = { readonly key: string; readonly forming: Forming | null };

/** The candle that is forming, made of the ticks this page has seen; null before the first, and for another series. */
export function useFormingCandle(feed: FeedView | null, frameMs: number, key: string): Forming | null {
  const [kept, setKept] = useState<Kept>({ key, forming: null });
  const last = feed?.last ?? null;
  const at = feed?.tickMarketAt ?? null;
  useEffect(() => {
    if (last === null || at === null) return;
    const tick = { atMs: Date.parse(at), price: Number(last) };
    setKept((before) => ({
      key,
      forming: withTick(before.key === key ? before.forming : null, tick, frameMs),
    }));
  }, [last, at, frameMs, key]);
  return kept.key === key ? kept.forming : null;
}
