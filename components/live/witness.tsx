"use client";
import { formatAge } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { useLive } from "./live-provider";
import { useFreshness } from "./use-freshness";

/** "as of 14:32:08" on the market clock; its age where the view is stale. */
export function AsOf({ short = false }: { readonly short?: boolean }) {
  const marketAt = useLive((state) => state.view?.marketAt ?? null);
  const { ageMs, freshness } = useFreshness();
  if (marketAt === null) return <span>no figures yet</span>;
  const tone = freshness === "stale" ? "text-stale" : undefined;
  return (
    <span className={tone}>
      {short ? null : "as of "}
      <Moment iso={marketAt} format={short ? "minute" : "clock"} />
      {short || freshness === "fresh" ? null : `, ${formatAge(ageMs)} old`}
    </span>
  );
}
