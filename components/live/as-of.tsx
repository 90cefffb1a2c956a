"use client";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { readAtOf } from "../trpc/read-at";
import { formatAge } from "../ui/format-time";
import { Moment } from "../ui/moment";
import type { LateFeed } from "./feed-age";
import { useLive } from "./live-provider";
import { ageOf, freshnessOf } from "./live-store";
import { useFreshness } from "./use-freshness";
import { useNow } from "./use-now";

type AsOfProps = {
  readonly short?: boolean;
  /** the oldest of the prices the figure is made of, where that is not of now */
  readonly late?: LateFeed | null;
};

/** "as of 14:32:08" on the market clock; its age where the view, or a price it is made of, is stale. */
export function AsOf({ short = false, late = null }: AsOfProps) {
  const viewAt = useLive((state) => state.view?.marketAt ?? null);
  const view = useFreshness();
  if (viewAt === null) return <span>no figures yet</span>;
  const marketAt = late?.tickMarketAt ?? viewAt;
  const amber = late ? late.state === "late" : view.freshness === "stale";
  return (
    <span
      className={amber ? "text-stale" : undefined}
      title={late ? `The price it is made of is ${formatAge(late.ageMs)} old.` : undefined}
    >
      {short ? null : "as of "}
      <Moment iso={marketAt} format={short ? "minute" : "clock"} />
      {short || view.freshness === "fresh" ? null : `, ${formatAge(view.ageMs)} old`}
    </span>
  );
}

/**
 * "as of 14:32:08" of what was asked for: when the server read it, on the market clock, however late it was drawn.
 * Amber with its age where something has happened since and the new reading has not come for over 10 s.
 */
export function ReadAsOf({ queryKey }: { readonly queryKey: QueryKey }) {
  const queries = useQueryClient();
  const now = useNow();
  const view = useLive((state) => state.view);
  const skewMs = useLive((state) => state.skewMs);
  const state = queries.getQueryState(queryKey);
  if (!state || state.dataUpdatedAt === 0 || !view) return <span>not read yet</span>;
  // what came with the page carries the server's clock itself
  const readAt = readAtOf(state.data) ?? state.dataUpdatedAt;
  const ageMs = now === 0 ? 0 : ageOf(new Date(readAt).toISOString(), { skewMs }, now);
  const late = state.isInvalidated && freshnessOf(ageMs) !== "fresh";
  return (
    <span className={late ? "text-stale" : undefined}>
      as of <Moment iso={marketAtOf(readAt, view)} format="clock" />
      {late ? `, ${formatAge(ageMs)} old` : null}
    </span>
  );
}

/** An instant of the server's clock on the market clock, by the newest pair of both. */
export function marketAtOf(
  wallMs: number,
  { wallAt, marketAt, market }: Pick<LiveView, "wallAt" | "marketAt" | "market">,
): string {
  const speed = market.ended ? 0 : Number(market.speed) || 1;
  return new Date(Date.parse(marketAt) + (wallMs - Date.parse(wallAt)) * speed).toISOString();
}
