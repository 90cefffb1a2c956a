"use client";
import { formatAge } from "../ui/format-time";
import { Moment } from "../ui/moment";
import type { LateFeed } from "./feed-age";
import { useLive } from "./live-provider";
import { useFreshness } from "./use-freshness";

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
