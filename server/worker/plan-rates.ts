import type { MarketId } from "@/server/market/core/market-feed";
import type { RulesBook } from "@/server/market/rules-book";
import { planRateMarkets } from "@/server/portfolio/core/exchange-rate";
import type { RateNeed } from "@/server/portfolio/start-valuations";

/** The markets to watch for what the books are shown in; planned anew when that, or what is offered, changes. */
export function createRatePlan(
  rules: Pick<RulesBook, "all">,
  needs: () => readonly RateNeed[],
): () => readonly MarketId[] {
  let kept: { readonly key: string; readonly markets: readonly MarketId[] } = { key: "", markets: [] };
  return () => {
    const asked = needs();
    const offered = rules.all();
    const key = `${offered.length} ${JSON.stringify(asked)}`;
    if (kept.key !== key)
      kept = { key, markets: asked.flatMap(({ from, to }) => planRateMarkets(offered, from, to)) };
    return kept.markets;
  };
}
