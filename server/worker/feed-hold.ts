import type { TradingRuntime } from "@/server/execution/runtime";
import { SKEW_HOLD_MS, skewOf } from "@/server/health/healing/core/judge-findings";
import type { HealedSource } from "@/server/health/healing/healed-source";
import { clocksOf } from "@/server/health/healing/watch-clock";
import type { MarketService } from "@/server/market/market-service";

type Seen = {
  /** null before there is one */
  readonly market: () => Pick<MarketService, "frozenFor" | "disagrees"> | null;
  readonly sources: () => readonly Pick<HealedSource, "status">[];
};

/**
 * Whether a market's price is believed now: not while it stands still though others
 * move or other exchanges ask another, nor while the machine's clock is off.
 */
export const createFeedHold =
  ({ market, sources }: Seen): NonNullable<TradingRuntime["feedHold"]> =>
  (exchange, symbol) => {
    const prices = market();
    if (prices?.frozenFor(exchange, symbol)) return "feed_frozen";
    if (prices?.disagrees(exchange, symbol)) return "venues_disagree";
    const skewMs = skewOf(clocksOf(sources()));
    return skewMs !== null && Math.abs(skewMs) >= SKEW_HOLD_MS ? "clock_skew" : null;
  };
