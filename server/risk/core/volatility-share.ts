import { type Decimal, ONE } from "@/server/kernel/money";

const RANGE_DIGITS = 18;
const SHARE_DIGITS = 8;

type Ranges = {
  /** the range that sizes are made for, a fraction of the price; 0: none */
  readonly target: Decimal;
  /** mean true range, in price units */
  readonly averageRange: number;
  readonly price: Decimal;
};

/**
 * What of its size a position keeps in a market this restless, a fraction: target over average true range, so that a stop of so
 * many ranges risks the same money everywhere (van Tharp's volatility sizing). Never above the whole; the whole where nothing is
 * asked, or no range is known yet.
 */
export function volatilityShare({ target, averageRange, price }: Ranges): Decimal {
  if (!(target.gt(0) && price.gt(0) && averageRange > 0 && Number.isFinite(averageRange))) return ONE;
  const share = target.times(price).div(averageRange.toFixed(RANGE_DIGITS));
  return share.gte(1) ? ONE : share.toDecimalPlaces(SHARE_DIGITS);
}
