import { z } from "zod";
import { emaSeries } from "@/server/indicators/core/ema";
import { RollingMoments } from "@/server/indicators/core/rolling-moments";
import { zScoreSeries } from "@/server/indicators/core/z-score";
import { at } from "./at";
import { isAbove, reaches, scoreReaches } from "./compare";
import { emaMemory } from "./memory";
import {
  buy,
  type CandleWindow,
  emptyFlags,
  type Flags,
  hold,
  oneLot,
  type Strategy,
  sell,
} from "./strategy";
import { eachStretch, STRETCH } from "./stretch";

const schema = z.strictObject({
  period: z.number().int().min(10).max(300).default(50),
  /** how many standard deviations below its mean the close must lie */
  depth: z.number().min(1).max(4).default(2),
  /** sells when it lies so many above the mean; negative: below it */
  exitAt: z.number().min(-0.9).max(3).default(0),
  /** entries only while the close is above this EMA; 0: no filter */
  trend: z.number().int().min(0).max(200).default(0),
});

type Params = z.output<typeof schema>;

/**
 * Statistical mean reversion: buys a close `depth` standard deviations below the mean of its window, sells once it has
 * come back to `exitAt`. The deeper, the higher the score.
 *
 * Fails when the mean itself moves: in a fall the price stays "too low" all the way down, and the window learns it.
 */
export const zscoreReversion: Strategy<Params> = {
  id: "zscore-reversion",
  title: "Z-score reversion",
  guidance:
    "Buys far below the mean of the window, sells back at it. For ranges; fails when the mean itself falls, so keep the stop.",
  paramsSchema: schema,
  warmup: ({ period, trend }) => Math.max(period, 3 * trend),
  memory: ({ period, trend }) => Math.max(period, emaMemory(trend)),
  lotsMax: oneLot,
  signals: flagsOf,
  decide: (window, params, holding) => {
    const last = window.close.length - 1;
    const { score, trend, isDeep, isFiltered, isBack } = linesOf(window, params);
    const now = at(score, last);
    const indicators = [
      { name: `Z-score ${params.period}`, value: now },
      ...(trend === null ? [] : [{ name: `EMA ${params.trend}`, value: at(trend, last) }]),
    ];
    if (holding) {
      return isBack(last)
        ? sell("z-score-back", `Z-score is back at ${now.toFixed(2)}`, indicators)
        : hold("z-score-low", `Z-score ${now.toFixed(2)} is below the exit level`, indicators);
    }
    if (!isDeep(last)) return hold("not-deep", `Z-score ${now.toFixed(2)} is not low enough`, indicators);
    if (isFiltered(last)) return hold("trend-filter", "Low, but the close is below its trend", indicators);
    const strength = Math.min(1, 0.5 - (now + params.depth) / 2);
    return buy(strength, "z-score-deep", `Z-score fell to ${now.toFixed(2)}`, indicators);
  },
};

/** As linesOf at every candle, a stretch at a time. */
function flagsOf({ close }: CandleWindow, params: Params, room?: Flags): Flags {
  const { entry, exit } = emptyFlags(close.length, room);
  const moments = new RollingMoments(params.period);
  const [means, variances] = [new Float64Array(STRETCH), new Float64Array(STRETCH)];
  const trend = params.trend > 0 ? emaSeries(close, params.trend) : null;
  eachStretch(close.length, (from, until) => {
    moments.pass(close, from, until, means, variances);
    for (let index = from; index < until; index++) {
      const price = close[index] as number;
      const above = price - (means[index - from] as number);
      const variance = variances[index - from] as number;
      if (scoreReaches(above, variance, params.exitAt)) exit[index] = 1;
      if (!scoreReaches(-above, variance, params.depth)) continue;
      if (trend === null || isAbove(price, trend[index] as number)) entry[index] = 1;
    }
  });
  return { entry, exit };
}

function linesOf({ close }: CandleWindow, params: Params) {
  const score = zScoreSeries(close, params.period);
  const trend = params.trend > 0 ? emaSeries(close, params.trend) : null;
  const isDeep = (index: number) => index >= params.period - 1 && reaches(-at(score, index), params.depth);
  const isFiltered = (index: number) => trend !== null && !isAbove(at(close, index), at(trend, index));
  const isBack = (index: number) => reaches(at(score, index), params.exitAt);
  return { score, trend, isDeep, isFiltered, isBack };
}
