import { type Decimal, ONE } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";

/** How far the paper venue fills from the observed price; fractions of the price. */
export type FillModel = { readonly halfSpread: Decimal; readonly slippage: Decimal };

/**
 * Price of a market order on the paper venue: the far side of the quote (or half a spread off the last price where
 * the feed has no quote), then slippage against the taker, rounded to the tick against the taker. Quote per base.
 */
export function marketFillPrice(
  side: "buy" | "sell",
  quote: { readonly last: Decimal; readonly bid: Decimal; readonly ask: Decimal },
  rules: Pick<MarketRules, "tickSize">,
  model: FillModel,
): Decimal {
  const hasSpread = quote.ask.gt(quote.bid);
  const worse = side === "buy" ? 1 : -1;
  const touch = side === "buy" ? quote.ask : quote.bid;
  const far = hasSpread ? touch : quote.last.times(ONE.plus(model.halfSpread.times(worse)));
  const slipped = far.times(ONE.plus(model.slippage.times(worse)));
  const ticks = slipped.div(rules.tickSize);
  return (side === "buy" ? ticks.ceil() : ticks.floor()).times(rules.tickSize);
}
