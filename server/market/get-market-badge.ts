import { type WallMs, wallMs } from "@/server/kernel/clock";
import type { MarketBadge } from "@/server/market/core/feed-view";
import { sharedReading } from "@/server/platform/shared-reading";
import { isStandingStill, marketTimeFrom } from "./core/saved-clock";
import { findActiveSession } from "./store";

/**
 * What every page says of the prices in use: kind, label, source, speed, whether they stand still, and market
 * time in ISO UTC. Null before the first start. `wallNow` is the reader's wall clock.
 */
export async function getMarketBadge(
  wallNow: WallMs = wallMs(Date.now()),
): Promise<(MarketBadge & { readonly marketAt: string }) | null> {
  const session = await findActiveSession();
  if (!session) return null;
  const { kind, label, source, speed, clock } = session;
  return {
    kind,
    label,
    source,
    speed,
    ended: isStandingStill(clock, wallNow),
    marketAt: new Date(marketTimeFrom(clock, wallNow)).toISOString(),
  };
}

const KEPT_MS = 1_000;

/** The same for the pages of people who are not signed in: at most a second old, one reading for all of them. */
export const getSharedMarketBadge = (): ReturnType<typeof getMarketBadge> =>
  sharedReading("market.badge", KEPT_MS, getMarketBadge);
