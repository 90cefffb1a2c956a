import { RollingMoments } from "@/server/indicators/core/rolling-moments";
import { RollingSum } from "@/server/indicators/core/rolling-sum";
import { standardDeviationSeries } from "@/server/indicators/core/standard-deviation";
import { isNarrower, reaches } from "./compare";

/** What a market is like now. A storm is nobody's market: volatile, and leading nowhere. */
export type Regime = "trend" | "range" | "storm" | "unknown";

export type RegimeParams = {
  /** candles of the efficiency ratio and of the recent volatility */
  readonly period: number;
  /** efficiency ratio from which on it is a trend */
  readonly trendAbove: number;
  /** recent volatility over the long one from which on it is a storm */
  readonly storm: number;
};

/** Recent volatility is judged by the one of so many times its own span. */
export const LONG_SPANS = 5;

/**
 * Trend × volatility of each candle. Trend: Kaufman's efficiency ratio (1995), the way from end to end over the way
 * walked, 0 to 1. Volatility: the standard deviation of returns, recent over long.
 */
export function regimesOf(close: Float64Array, params: RegimeParams) {
  const efficiency = efficiencySeries(close, params.period);
  const returns = returnsOf(close);
  const recent = standardDeviationSeries(returns, params.period);
  const long = standardDeviationSeries(returns, LONG_SPANS * params.period);
  const regimeAt = (index: number): Regime => {
    const [now, usual] = [recent[index] ?? Number.NaN, long[index] ?? Number.NaN];
    if (Number.isNaN(usual)) return "unknown";
    if (reaches(efficiency[index] as number, params.trendAbove)) return "trend";
    return isNarrower(params.storm * usual, now) ? "storm" : "range";
  };
  const volatilityAt = (index: number): number => {
    const usual = long[index] ?? Number.NaN;
    return usual === 0 ? 0 : (recent[index] ?? Number.NaN) / usual;
  };
  return { efficiency, regimeAt, volatilityAt };
}

/** `regimesOf` one close at a time. */
export class MovingRegime {
  private readonly walked: RollingSum;
  private readonly recent: RollingMoments;
  private readonly long: RollingMoments;
  private before = Number.NaN;

  constructor(private readonly params: RegimeParams) {
    this.walked = new RollingSum(params.period);
    this.recent = new RollingMoments(params.period);
    this.long = new RollingMoments(LONG_SPANS * params.period);
  }

  /** `earlier` is the close `period` candles before. */
  next(price: number, earlier: number): Regime {
    const { before, params } = this;
    this.before = price;
    if (Number.isNaN(before)) return "unknown";
    const way = this.walked.next(Math.abs(price - before));
    const change = price / before - 1;
    this.recent.next(change);
    this.long.next(change);
    const usual = Math.sqrt(this.long.variance);
    if (Number.isNaN(usual)) return "unknown";
    const efficiency = way === 0 ? 0 : Math.abs(price - earlier) / way;
    if (reaches(efficiency, params.trendAbove)) return "trend";
    return isNarrower(params.storm * usual, Math.sqrt(this.recent.variance)) ? "storm" : "range";
  }
}

function efficiencySeries(close: Float64Array, period: number): Float64Array {
  const walked = new RollingSum(period);
  const out = new Float64Array(close.length).fill(Number.NaN);
  let before = close[0] ?? Number.NaN;
  for (let index = 1; index < close.length; index++) {
    const price = close[index] as number;
    const way = walked.next(Math.abs(price - before));
    before = price;
    if (Number.isNaN(way)) continue;
    out[index] = way === 0 ? 0 : Math.abs(price - (close[index - period] as number)) / way;
  }
  return out;
}

/** NaN first, which starts the deviations with the second candle. */
function returnsOf(close: Float64Array): Float64Array {
  const returns = new Float64Array(close.length);
  let before = Number.NaN;
  for (let index = 0; index < close.length; index++) {
    const price = close[index] as number;
    returns[index] = price / before - 1;
    before = price;
  }
  return returns;
}
