import { z } from "zod";
import { emaSeries } from "@/server/indicators/core/ema";
import { RollingMoments } from "@/server/indicators/core/rolling-moments";
import { zScoreSeries } from "@/server/indicators/core/z-score";
import { at } from "./at";
import { isAbove, isBelow, reaches, scoreReaches } from "./compare";
import { EmaPair } from "./ema-pair";
import { emaMemory } from "./memory";
import { LONG_SPANS, MovingRegime, RANGE, regimesOf, STORM, TREND } from "./regime";
import {
  buy,
  type CandleWindow,
  emptyFlags,
  type Flags,
  hold,
  oneLot,
  type Strategy,
  type StrategySignal,
  sell,
} from "./strategy";
import { eachStretch, STRETCH } from "./stretch";

const schema = z
  .strictObject({
    fast: z.number().int().min(2).max(60).default(12),
    slow: z.number().int().min(3).max(150).default(48),
    /** candles of the regime and of the mean that a range reverts to */
    period: z.number().int().min(10).max(100).default(40),
    /** efficiency ratio, 0 to 1, from which on the market trends */
    trendAbove: z.number().min(0.1).max(0.8).default(0.4),
    /** recent volatility over the usual one from which on a range is a storm */
    storm: z.number().min(1.1).max(4).default(1.8),
    /** in a range: how many standard deviations below the mean to buy */
    depth: z.number().min(1).max(4).default(2),
  })
  .refine(({ fast, slow }) => fast < slow, { message: "The fast period must be shorter than the slow one." });

type Params = z.output<typeof schema>;

/**
 * Two strategies and a judge. Where the market trends: in while the fast EMA is above the slow one and the price rose,
 * out when it falls below. In a range: in far below the mean, out at the mean. In a storm: out, and stays out.
 * A holding is led by the regime of the day, not by the one it was bought in.
 *
 * Fails at the seams: a regime is known only after it has begun, so quick changes cost a trade each.
 */
export const regimeEnsemble: Strategy<Params> = {
  id: "regime-ensemble",
  title: "Regime ensemble",
  guidance:
    "Follows trends, buys dips in ranges, stays out of storms. Fails when the market changes its character often: it learns of it late.",
  paramsSchema: schema,
  warmup: ({ slow, period }) => Math.max(3 * slow, LONG_SPANS * period + 1),
  memory: ({ slow, period }) => Math.max(emaMemory(slow), LONG_SPANS * period + 1),
  lotsMax: oneLot,
  signals: flagsOf,
  decide: (window, params, holding) => {
    const last = window.close.length - 1;
    const { fast, slow, score, regime, entersAt, leavesAt } = linesOf(window, params);
    const indicators = [
      { name: "Efficiency", value: at(regime.efficiency, last) },
      { name: "Volatility over usual", value: regime.volatilityAt(last) },
      { name: `EMA ${params.fast}`, value: at(fast, last) },
      { name: `EMA ${params.slow}`, value: at(slow, last) },
      { name: `Z-score ${params.period}`, value: at(score, last) },
    ];
    const kind = regime.regimeAt(last);
    const signal = holding ? leavesAt(last) : entersAt(last);
    if (!signal) return hold(`regime-${kind}`, WAITS[kind], indicators);
    return { ...signal, indicators };
  },
};

const WAITS = {
  trend: "A trend, and nothing to do in it",
  range: "A range, and the price is near its mean",
  storm: "A storm: it stays out",
  unknown: "Too few candles to tell the regime",
} as const;

const ENTERS = {
  trend: buy(1, "regime-trend-up", "A trend up: the fast average is above the slow one", []),
  range: buy(0.8, "regime-range-low", "A range: the price is far below its mean", []),
} as const;
const LEAVES = {
  trend: sell("regime-trend-down", "A trend: the fast average is below the slow one", []),
  range: sell("regime-range-mean", "A range: the price is back at its mean", []),
  storm: sell("regime-storm", "A storm: out until it is over", []),
} as const;

/** As linesOf at every candle, a stretch at a time. */
function flagsOf({ close }: CandleWindow, params: Params, room?: Flags): Flags {
  const { entry, exit } = emptyFlags(close.length, room);
  const averages = new EmaPair(params.fast, params.slow);
  const moments = new RollingMoments(params.period);
  const [means, variances] = [new Float64Array(STRETCH), new Float64Array(STRETCH)];
  const regime = new MovingRegime(params, STRETCH);
  const { kinds } = regime;
  eachStretch(close.length, (from, until) => {
    regime.pass(close, from, until);
    moments.pass(close, from, until, means, variances);
    for (let index = from; index < until; index++) {
      const place = index - from;
      const kind = kinds[place] as number;
      const price = close[index] as number;
      averages.next(price);
      if (kind === RANGE) {
        const above = price - (means[place] as number);
        const variance = variances[place] as number;
        entry[index] = flag(scoreReaches(-above, variance, params.depth));
        exit[index] = flag(scoreReaches(above, variance, 0));
      } else if (kind === TREND) {
        const rise = price - (close[index - params.period] as number);
        entry[index] = flag(rise > 0) * flag(averages.isUp());
        exit[index] = flag(averages.isDown());
      } else exit[index] = flag(kind === STORM);
    }
  });
  return { entry, exit };
}

const flag = (is: boolean): number => (is ? 1 : 0);

function linesOf({ close }: CandleWindow, params: Params) {
  const fast = emaSeries(close, params.fast);
  const slow = emaSeries(close, params.slow);
  const score = zScoreSeries(close, params.period);
  const regime = regimesOf(close, params);
  const entersAt = (index: number): StrategySignal | null => {
    const kind = regime.regimeAt(index);
    if (kind === "range") return reaches(-at(score, index), params.depth) ? ENTERS.range : null;
    if (kind !== "trend") return null;
    const rose = at(close, index) > at(close, index - params.period);
    return rose && isAbove(at(fast, index), at(slow, index)) ? ENTERS.trend : null;
  };
  const leavesAt = (index: number): StrategySignal | null => {
    const kind = regime.regimeAt(index);
    if (kind === "unknown") return null;
    if (kind === "storm") return LEAVES.storm;
    if (kind === "range") return reaches(at(score, index), 0) ? LEAVES.range : null;
    return isBelow(at(fast, index), at(slow, index)) ? LEAVES.trend : null;
  };
  return { fast, slow, score, regime, entersAt, leavesAt };
}
