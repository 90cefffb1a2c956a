import type { Liquidity, Side, VenueRules } from "@/server/exchange/core/venue-rules";
import { Decimal, maxOf, ONE, ZERO } from "@/server/kernel/money";
import type { MarketRules } from "@/server/market/core/market-rules";

/** Digits after the point of a fee, as most exchanges keep them. */
const FEE_DIGITS = 8;

/** A coin of the exchange's own that fees are taken in while there is some. */
export type FeeCoin = {
  readonly asset: string;
  /** fraction taken off: 0.25 is a quarter */
  readonly discount: Decimal;
  /** quote per coin */
  readonly price: Decimal;
};

export type Fill = {
  readonly side: Side;
  readonly price: Decimal;
  readonly amount: Decimal;
  readonly liquidity: Liquidity;
};

/** What the exchange takes for a fill, in the asset it takes there; below zero where it pays a rebate. */
export function feeOf(
  fill: Fill,
  rules: MarketRules,
  venue: VenueRules,
): { readonly asset: string; readonly amount: Decimal } {
  const rate = fill.liquidity === "maker" ? rules.makerFee : rules.takerFee;
  const inBase = venue.feeIn[fill.liquidity][fill.side] === "base";
  const of = inBase ? fill.amount : fill.amount.times(fill.price);
  return { asset: inBase ? rules.base : rules.quote, amount: rounded(of.times(rate)) };
}

/** The same in the exchange's own coin. */
export function coinFeeOf(
  fill: Fill,
  rules: MarketRules,
  coin: FeeCoin,
): { readonly asset: string; readonly amount: Decimal } {
  const rate = maxOf(fill.liquidity === "maker" ? rules.makerFee : rules.takerFee, ZERO);
  const inQuote = fill.amount.times(fill.price).times(rate).times(ONE.minus(coin.discount));
  return { asset: coin.asset, amount: rounded(inQuote.div(coin.price)) };
}

/** The largest share a fee may add to what an order gives away; one at the market's price only ever takes. */
export function feeOnTop(
  { side, price }: { readonly side: Side; readonly price: Decimal | null },
  rules: MarketRules,
  venue: VenueRules,
): Decimal {
  const given = side === "buy" ? "quote" : "base";
  const ways: readonly Liquidity[] = price === null ? ["taker"] : ["maker", "taker"];
  const rates = ways.map((liquidity) =>
    venue.feeIn[liquidity][side] === given ? (liquidity === "maker" ? rules.makerFee : rules.takerFee) : ZERO,
  );
  return rates.reduce(maxOf, ZERO);
}

const rounded = (amount: Decimal): Decimal => amount.toDecimalPlaces(FEE_DIGITS, Decimal.ROUND_HALF_UP);
