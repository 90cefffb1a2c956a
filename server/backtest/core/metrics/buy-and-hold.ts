import { daysBetween, type EquityCurve, toDailyEquity } from "./daily-equity";
import { annualSharpe } from "./daily-statistics";
import { equityDrawdown } from "./equity-drawdown";
import { finiteOrNull } from "./sample-moments";
import { growthRate } from "./trade-statistics";

/** What holding would have made of the same money over the same candles. Fractions, but for the ratio. */
export type BuyAndHold = {
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly maxDrawdown: number;
  readonly sharpe: number | null;
};

/**
 * Everything spent at the open of the first candle and held to the last close, valued at each close. With fees it costs
 * one purchase; nothing is sold. `fee` is a fraction, `fromAt` the opening of the first candle, from which growth counts. Null without candles or with a first price that is not above 0.
 */
export function buyAndHold(
  { firstOpen, fromAt }: { readonly firstOpen: number; readonly fromAt: number },
  closes: EquityCurve,
  fee: number,
): BuyAndHold | null {
  const last = closes.value.at(-1);
  if (last === undefined || !(firstOpen > 0)) return null;
  const paid = firstOpen * (1 + fee);
  const days = daysBetween(fromAt, closes.at.at(-1) as number);
  return {
    totalReturn: finiteOrNull(last / paid - 1),
    cagr: growthRate(paid, last, days),
    maxDrawdown: equityDrawdown(paid, closes.value).relative,
    sharpe: annualSharpe(toDailyEquity(paid, closes).returns),
  };
}
