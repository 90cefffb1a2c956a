import { RollingMoments } from "@/server/indicators/core/rolling-moments";
import { RollingSum } from "@/server/indicators/core/rolling-sum";
import { standardDeviationSeries } from "@/server/indicators/core/standard-deviation";
import { isNarrower, isNarrowerBySquares, reaches, shareReaches } from "./compare";

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

const KINDS: readonly Regime[] = ["unknown", "range", "trend", "storm"];
export const RANGE = KINDS.indexOf("range");
export const TREND = KINDS.indexOf("trend");
export const STORM = KINDS.indexOf("storm");

/** `regimesOf` a stretch of closes at a time, each following the one before; `most` candles at a time. */
export class MovingRegime {
  /** of the candles of the last stretch: RANGE, TREND, STORM, or 0 where it is unknown */
  readonly kinds: Uint8Array;
  private readonly walked: RollingSum;
  private readonly recent: RollingMoments;
  private readonly long: RollingMoments;
  private readonly steps: Float64Array;
  private readonly returns: Float64Array;
  private readonly ways: Float64Array;
  private readonly means: Float64Array;
  private readonly recently: Float64Array;
  private readonly usually: Float64Array;

  constructor(
    private readonly params: RegimeParams,
    most: number,
  ) {
    this.kinds = new Uint8Array(most);
    this.walked = new RollingSum(params.period);
    this.recent = new RollingMoments(params.period);
    this.long = new RollingMoments(LONG_SPANS * params.period);
    this.steps = new Float64Array(most);
    this.returns = new Float64Array(most);
    this.ways = new Float64Array(most);
    this.means = new Float64Array(most);
    this.recently = new Float64Array(most);
    this.usually = new Float64Array(most);
  }

  pass(close: Float64Array, from: number, until: number): void {
    const { steps, returns, ways, means, recently, usually } = this;
    // the first candle has none before it
    const first = Math.max(1, from);
    for (let index = first; index < until; index++) {
      const [price, before] = [close[index] as number, close[index - 1] as number];
      steps[index - first] = Math.abs(price - before);
      returns[index - first] = price / before - 1;
    }
    const length = until - first;
    this.walked.pass(steps, 0, length, ways);
    this.recent.pass(returns, 0, length, means, recently);
    this.long.pass(returns, 0, length, means, usually);
    this.judge(close, from, first, until);
  }

  private judge(close: Float64Array, from: number, first: number, until: number): void {
    const { kinds, ways, recently, usually } = this;
    const { period, trendAbove, storm } = this.params;
    const stormSquared = storm * storm;
    for (let index = first; index < until; index++) {
      const place = index - first;
      const usual = usually[place] as number;
      const away = Math.abs((close[index] as number) - (close[index - period] ?? Number.NaN));
      if (Number.isNaN(usual)) kinds[index - from] = 0;
      else if (shareReaches(away, ways[place] as number, trendAbove)) kinds[index - from] = TREND;
      else {
        const isStorm = isNarrowerBySquares(stormSquared * usual, recently[place] as number);
        kinds[index - from] = isStorm ? STORM : RANGE;
      }
    }
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
