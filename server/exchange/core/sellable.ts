import { type Decimal, floorToStep, maxOf, ONE, ZERO } from "@/server/kernel/money";
import { isBelowMinimum, type MarketRules } from "@/server/market/core/market-rules";
import { type Liquidity, venueRulesOf } from "./venue-rules";

/** The share of a buy that the exchange keeps in base: 0.001 is 0.1 %; 0 where it takes its fee in quote. */
export function baseFeeOf(liquidity: Liquidity, rules: MarketRules): Decimal {
  const rate = liquidity === "maker" ? rules.makerFee : rules.takerFee;
  return venueRulesOf(rules.exchange).feeIn[liquidity].buy === "base" ? maxOf(rate, ZERO) : ZERO;
}

/** The same where nobody knows yet how the order will fill: the larger of both. */
export const largestBaseFee = (rules: MarketRules): Decimal =>
  maxOf(baseFeeOf("maker", rules), baseFeeOf("taker", rules));

/** What of a holding one order can sell at a price: its whole lots, or zero where those are below the smallest order. */
export function sellableAt(
  held: Decimal,
  price: Decimal,
  rules: Pick<MarketRules, "lotSize" | "minAmount" | "minNotional">,
): Decimal {
  const lots = floorToStep(held, rules.lotSize);
  return isBelowMinimum(lots, price, rules) ? ZERO : lots;
}

/** What of a holding a limit order may sell: where its fee as maker is taken on top, in base, that must be there too. */
export function sellableAsMaker(held: Decimal, rules: Pick<MarketRules, "exchange" | "makerFee">): Decimal {
  const isOnTop = venueRulesOf(rules.exchange).feeIn.maker.sell === "base";
  return isOnTop ? held.div(ONE.plus(maxOf(rules.makerFee, ZERO))) : held;
}

/** A price on the tick, worse for the order by that share: what still trades where the market moves on. */
export function beyond(side: "buy" | "sell", price: Decimal, room: Decimal, tick: Decimal): Decimal {
  if (side === "sell") return floorToStep(price.times(ONE.minus(room)), tick);
  return floorToStep(price.times(ONE.plus(room)), tick).plus(tick);
}

/** How far below the price of a decision its position may come to be sold. Ratios are fractions. */
export type ExitRoom = {
  /** how far below the entry the stop lies */
  readonly stopRatio: Decimal;
  /** how far the price may fall until the entry is filled */
  readonly reserveBuffer: Decimal;
  /** how far a gap may take the price beyond the stop; absent in records of old */
  readonly gapRoom?: Decimal | undefined;
};

/** The lowest price at which a position entered at `price` must still be above the exchange's smallest order. */
export const lowestExit = (price: Decimal, { stopRatio, reserveBuffer, gapRoom = ZERO }: ExitRoom): Decimal =>
  price.times(ONE.minus(stopRatio)).times(ONE.minus(reserveBuffer)).times(ONE.minus(gapRoom));
