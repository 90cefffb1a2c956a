import { marketFillPrice } from "@/server/exchange/core/market-fill";
import { type Decimal, floorToStep, maxOf, minOf, ONE, ZERO } from "@/server/kernel/money";
import { IMPACT_FACTOR, PARTICIPATION, WINDOW_MIN_MS } from "./paper-model";
import type { MarketView, PaperOrder, Terms } from "./paper-order";

/**
 * How much of an amount trades now where no book shows what is there: our orders together at most a share of the
 * volume of the time this price stands for; all of it where the volume is unknown. On the lot; one lot at least
 * while nothing was traded in that time, so that an order in a market that trades at all ends one day.
 */
export function allowedAmount(amount: Decimal, view: MarketView, { rules }: Terms): Decimal {
  const { recent, windowMs, ownTraded } = view;
  if (!recent) return amount;
  const share = recent.perMinute.times(PARTICIPATION).times(windowMs).div(WINDOW_MIN_MS);
  const left = floorToStep(maxOf(share.minus(ownTraded), ZERO), rules.lotSize);
  const least = recent.perMinute.gt(0) && ownTraded.isZero() ? rules.lotSize : ZERO;
  return minOf(amount, maxOf(left, least));
}

/**
 * Price of taking `amount` where no book is known: the far side of the quote, then slippage by size, rounded to the
 * tick against the taker. The square-root law of impact: factor × volatility × √(size ÷ volume), both over the same
 * time (Tóth et al. 2011, "Anomalous price impact and the critical nature of liquidity in financial markets",
 * Physical Review X 1, 021006); what our other orders took meanwhile counts as size. Never less than the model's
 * slippage, which stands alone where volume is unknown.
 */
export function priceWithoutBook(
  side: PaperOrder["side"],
  amount: Decimal,
  view: MarketView,
  { rules, model }: Terms,
): Decimal {
  const slippage = maxOf(model.slippage, impactOf(amount, view));
  return marketFillPrice(side, view.tick, rules, { ...model, slippage });
}

function impactOf(amount: Decimal, { recent, ownTraded }: MarketView): Decimal {
  if (!recent || recent.perMinute.lte(0)) return ZERO;
  const size = amount.plus(ownTraded).div(recent.perMinute);
  return IMPACT_FACTOR.times(recent.deviation).times(size.sqrt());
}

/** The far side of the quote, or half a spread off the last price where the feed has no quote. */
export function farPrice(side: PaperOrder["side"], { tick }: MarketView, { model }: Terms): Decimal {
  const buys = side === "buy";
  if (tick.ask.gt(tick.bid)) return buys ? tick.ask : tick.bid;
  return tick.last.times(buys ? ONE.plus(model.halfSpread) : ONE.minus(model.halfSpread));
}
