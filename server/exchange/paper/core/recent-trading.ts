import { type Decimal, sumOf, toDecimal } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";

/** How a market traded lately. */
export type RecentTrading = {
  /** base a market minute */
  readonly perMinute: Decimal;
  /** deviation of the price over one market minute, as a fraction of it */
  readonly deviation: Decimal;
};

/** 4 ln 2, of the range estimator (Parkinson 1980). */
const RANGE_FACTOR = toDecimal("2.7725887222397812");

/**
 * Volume and volatility of some closed candles of `lengthMs` each. Volatility by the candles' ranges (Parkinson,
 * "The extreme value method for estimating the variance of the rate of return", 1980); a range over its middle
 * stands for the logarithm of high over low. Null without candles.
 */
export function toRecentTrading(
  candles: readonly Pick<Candle, "high" | "low" | "volume">[],
  lengthMs: number,
): RecentTrading | null {
  if (candles.length === 0) return null;
  const minutes = (lengthMs / 60_000) * candles.length;
  const squares = candles.map(({ high, low }) => high.minus(low).div(high.plus(low).div(2)).pow(2));
  return {
    perMinute: sumOf(candles.map(({ volume }) => volume)).div(minutes),
    deviation: sumOf(squares).div(RANGE_FACTOR).div(minutes).sqrt(),
  };
}
