import { z } from "zod";
import { emaSeries } from "@/server/indicators/core/ema";
import { at } from "./at";
import { isAbove, reaches, staysBelow } from "./compare";
import { emaMemory, wilderMemory } from "./memory";
import { MovingRsi, movingRsi, STILL_PERIODS } from "./moving-rsi";
import { buy, type CandleWindow, emptyFlags, hold, oneLot, type Strategy, sell } from "./strategy";

const schema = z
  .strictObject({
    period: z.number().int().min(2).max(50).default(14),
    oversold: z.number().min(5).max(45).default(30),
    exitAbove: z.number().min(40).max(90).default(55),
    /** entries only while the close is above this EMA; 0: no filter */
    trend: z.number().int().min(0).max(200).default(0),
  })
  .refine(({ oversold, exitAbove }) => oversold < exitAbove, {
    message: "The exit level must lie above the oversold level.",
  });

type Params = z.output<typeof schema>;

const LOOK_BACK = 10;

/**
 * Mean reversion on Wilder's RSI: buys when the RSI crosses back up through the oversold level, sells when it has
 * recovered above the exit level. The deeper the fall before, the higher the score.
 *
 * Fails in a falling market, where every bounce is followed by a lower low: give it a trend filter and a stop.
 */
export const rsiReversion: Strategy<Params> = {
  id: "rsi-reversion",
  title: "RSI mean reversion",
  guidance: "Buys a recovery from oversold, sells back at the middle. For ranges; fails in a steady fall.",
  paramsSchema: schema,
  warmup: ({ period, trend }) => Math.max(4 * period, 3 * trend) + 2,
  memory: ({ period, trend }) =>
    Math.max(wilderMemory(period) + STILL_PERIODS * period + LOOK_BACK, emaMemory(trend)),
  lotsMax: oneLot,
  signals: ({ close }, params, room) => {
    const step = new MovingRsi(params.period);
    const trend = params.trend > 0 ? emaSeries(close, params.trend) : null;
    const { entry, exit } = emptyFlags(close.length, room);
    let before = Number.NaN;
    for (let index = 0; index < close.length; index++) {
      const now = step.next(close[index] as number);
      if (reaches(now, params.exitAbove)) exit[index] = 1;
      if (staysBelow(before, params.oversold) && reaches(now, params.oversold)) {
        const isFiltered = trend !== null && !isAbove(close[index] as number, trend[index] as number);
        if (!isFiltered) entry[index] = 1;
      }
      before = now;
    }
    return { entry, exit };
  },
  decide: (window, params, holding) => {
    const last = window.close.length - 1;
    const { rsi, trend, recovers, isFiltered, hasRecovered } = linesOf(window, params);
    const now = at(rsi, last);
    const indicators = [
      { name: `RSI ${params.period}`, value: now },
      ...(trend === null ? [] : [{ name: `EMA ${params.trend}`, value: at(trend, last) }]),
    ];
    if (holding) {
      return hasRecovered(last)
        ? sell("rsi-recovered", `RSI recovered to ${now.toFixed(1)}`, indicators)
        : hold("rsi-below-exit", `RSI ${now.toFixed(1)} is below the exit level`, indicators);
    }
    if (!recovers(last)) return hold("no-recovery", "RSI did not cross back up through oversold", indicators);
    if (isFiltered(last))
      return hold("trend-filter", "Recovered, but the close is below its trend", indicators);
    const depth = Math.min(1, (params.oversold - lowestOf(rsi, last)) / params.oversold);
    return buy(0.5 + depth / 2, "rsi-crossed-up", "RSI crossed back up through oversold", indicators);
  },
};

function linesOf({ close }: CandleWindow, params: Params) {
  const rsi = movingRsi(close, params.period);
  const trend = params.trend > 0 ? emaSeries(close, params.trend) : null;
  const recovers = (index: number) =>
    staysBelow(at(rsi, index - 1), params.oversold) && reaches(at(rsi, index), params.oversold);
  const isFiltered = (index: number) => trend !== null && !isAbove(at(close, index), at(trend, index));
  const hasRecovered = (index: number) => reaches(at(rsi, index), params.exitAbove);
  return { rsi, trend, recovers, isFiltered, hasRecovered };
}

function lowestOf(values: Float64Array, last: number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = Math.max(0, last - LOOK_BACK); index <= last; index++) {
    lowest = Math.min(lowest, values[index] as number);
  }
  return lowest;
}
