import type { MarketBadge } from "@/server/market/core/feed-view";
import type { MarketClock } from "./market-clock";
import type { OpenMarketSession } from "./open-market-session";

/** What the worker says of the prices in use, from memory. */
export const toBadge = (session: OpenMarketSession, clock: MarketClock): MarketBadge => ({
  kind: session.kind,
  label: session.label,
  source: session.source,
  speed: String(clock.speed),
  ended: clock.ended() || clock.displaced(),
});
