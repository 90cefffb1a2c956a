"use client";
import { useLive } from "./live-provider";
import { ageOf, type Freshness, freshnessOf } from "./live-store";
import { useNow } from "./use-now";

/** How old the live view is: its age in ms and what that means. Fresh while unknown. */
export function useFreshness(): { readonly ageMs: number; readonly freshness: Freshness } {
  const wallAt = useLive((state) => state.view?.wallAt ?? null);
  const skewMs = useLive((state) => state.skewMs);
  const now = useNow();
  if (wallAt === null || now === 0) return { ageMs: 0, freshness: "fresh" };
  const ageMs = ageOf(wallAt, { skewMs }, now);
  return { ageMs, freshness: freshnessOf(ageMs) };
}
