import { z } from "zod";
import { emaSeries } from "@/server/indicators/core/ema";
import { at } from "./at";
import { isAbove, isBelow } from "./compare";
import { emaCrossFlags } from "./ema-cross-flags";
import { emaMemory } from "./memory";
import { buy, hold, oneLot, type Strategy, sell } from "./strategy";

const schema = z
  .strictObject({
    fast: z.number().int().min(2).max(100).default(12),
    slow: z.number().int().min(3).max(200).default(26),
    /** absent or 0: no filter */
    trend: z.number().int().min(0).max(200).default(0),
  })
  .refine(({ fast, slow }) => fast < slow, { message: "The fast period must be shorter than the slow one." });

type Params = z.output<typeof schema>;

/**
 * Moving-average cross: buys when the fast EMA crosses above the slow one at a close (and, with a trend filter,
 * the close lies above the trend EMA); sells a holding as soon as the fast EMA closes below the slow one.
 *
 * A cross is an event, so its score is ±1. Fails in sideways markets, where it pays the spread on every false cross.
 */
export const emaCross: Strategy<Params> = {
  id: "ema-cross",
  title: "EMA cross",
  guidance:
    "Trend following: buys an upward cross of two moving averages, sells the downward one. Fails sideways, where every false cross costs.",
  paramsSchema: schema,
  warmup: ({ slow, trend }) => 3 * Math.max(slow, trend),
  // one more: a cross compares with the candle before
  memory: ({ slow, trend }) => emaMemory(Math.max(slow, trend)) + 1,
  lotsMax: oneLot,
  signals: ({ close }, params, room) => emaCrossFlags(close, params, room),
  decide: ({ close }, params, holding) => {
    const last = close.length - 1;
    const fast = emaSeries(close, params.fast);
    const slow = emaSeries(close, params.slow);
    const [fastNow, slowNow] = [at(fast, last), at(slow, last)];
    const crossedUp = isAbove(fastNow, slowNow) && !isAbove(at(fast, last - 1), at(slow, last - 1));
    const trend = params.trend > 0 ? at(emaSeries(close, params.trend), last) : null;
    const indicators = [
      { name: `EMA ${params.fast}`, value: fastNow },
      { name: `EMA ${params.slow}`, value: slowNow },
      ...(trend === null ? [] : [{ name: `EMA ${params.trend}`, value: trend }]),
    ];
    if (holding && isBelow(fastNow, slowNow)) {
      return sell("ema-cross-down", `EMA ${params.fast} closed below EMA ${params.slow}`, indicators);
    }
    if (!crossedUp) return hold("no-cross", "No cross at this close", indicators);
    if (trend !== null && !isAbove(at(close, last), trend)) {
      return hold("trend-filter", `Crossed up, but the close is below EMA ${params.trend}`, indicators);
    }
    return buy(1, "ema-cross-up", `EMA ${params.fast} crossed above EMA ${params.slow}`, indicators);
  },
};
