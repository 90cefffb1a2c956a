"use client";
import type { PositionView } from "@/server/portfolio/core/live-view";
import { oldestFor } from "../live/feed-age";
import { useLateFeeds } from "../live/use-late-feeds";
import { Flash } from "../ui/flash";
import { formatPrice } from "../ui/format-number";
import { formatAge } from "../ui/format-time";

/** The price a position is valued at; amber, later grey, with its age where its market has gone silent. */
export function LastPrice({ position }: { readonly position: PositionView }) {
  const late = oldestFor(useLateFeeds(), [position]);
  const price = (
    <Flash value={position.lastPrice}>{formatPrice(position.lastPrice, position.priceDecimals)}</Flash>
  );
  if (!late) return price;
  return (
    <span className={late.state === "late" ? "text-stale" : "text-dead"}>
      {price} <small className="text-micro">{formatAge(late.ageMs)} old</small>
    </span>
  );
}
