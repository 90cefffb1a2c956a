"use client";
import { zoneLabel } from "../ui/format-time";
import { useZone } from "../ui/zone";
import { useLive } from "./live-provider";

/** The owner's zone by its short name, "SAST", as it is called at the market's time. */
export function useMarketZone(): string {
  const zone = useZone();
  return useLive((state) => (state.view ? zoneLabel(state.view.marketAt, zone) : zone));
}
