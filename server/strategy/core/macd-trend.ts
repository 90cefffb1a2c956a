import { z } from "zod";
import { emaSeries } from "@/server/indicators/core/ema";
import { Macd, macdSeries } from "@/server/indicators/core/macd";
import { at } from "./at";
import { isAbove } from "./compare";
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

const schema = z
  .strictObject({
    fast: z.number().int().min(2).max(60).default(12),
    slow: z.number().int().min(3).max(120).default(26),
    signal: z.number().int().min(2).max(60).default(9),
    /** entries only while the close is above this EMA; 0: no filter */
    trend: z.number().int().min(0).max(200).default(100),
  })
  .refine(({ fast, slow }) => fast < slow, { message: "The fast period must be shorter than the slow one." });

type Params = z.output<typeof schema>;

/**
 * Trend by acceleration (Appel's MACD, 1979): buys when the MACD crosses above its signal line while the close is above
 * a long EMA, sells when it crosses below. Earlier than a cross of the averages themselves, and wrong more often.
 *
 * Fails in slow ranges around the long average and at sharp reversals, where the signal line lags.
 */
export const macdTrend: Strategy<Params> = {
  id: "macd-trend",
  title: "MACD trend",
  guidance:
    "Buys when momentum turns up above a long average, sells when it turns down. Fails in slow ranges: many small losses.",
  paramsSchema: schema,
  warmup: ({ slow, signal, trend }) => Math.max(3 * slow + signal, 3 * trend) + 1,
  memory: ({ slow, signal, trend }) =>
    Math.max(emaMemory(slow) + emaMemory(signal), emaMemory(trend)) + slow + 1,
  lotsMax: oneLot,
  signals: flagsOf,
  decide: (window, params, holding) => {
    const last = window.close.length - 1;
    const { hist, macd, trend, turnsUp, isFiltered, isDown } = linesOf(window, params);
    const indicators = [
      { name: "MACD", value: at(macd, last) },
      { name: "Histogram", value: at(hist, last) },
      ...(trend === null ? [] : [{ name: `EMA ${params.trend}`, value: at(trend, last) }]),
    ];
    if (holding) {
      return isDown(last)
        ? sell("macd-down", "The MACD lies below its signal line", indicators)
        : hold("macd-up", "The MACD lies above its signal line", indicators);
    }
    if (!turnsUp(last)) return hold("no-turn", "The MACD did not cross above its signal line", indicators);
    if (isFiltered(last))
      return hold("trend-filter", `Turned up, but the close is below EMA ${params.trend}`, indicators);
    return buy(1, "macd-turned-up", "The MACD crossed above its signal line", indicators);
  },
};

/** As linesOf at every candle, in one pass: what a sweep of parameters spends its time on. */
function flagsOf({ close }: CandleWindow, params: Params, room?: Flags): Flags {
  const { entry, exit } = emptyFlags(close.length, room);
  const lines = new Macd(params.fast, params.slow, params.signal);
  const trend = params.trend > 0 ? emaSeries(close, params.trend) : null;
  // a turn needs a candle before it
  let wasUp = true;
  for (let index = 0; index < close.length; index++) {
    const price = close[index] as number;
    lines.next(price);
    if (Number.isNaN(lines.hist)) continue;
    const isUp = isAbove(price + lines.hist, price);
    const isFiltered = trend !== null && !isAbove(price, trend[index] as number);
    if (isUp && !wasUp && !isFiltered) entry[index] = 1;
    if (isAbove(price - lines.hist, price)) exit[index] = 1;
    wasUp = isUp;
  }
  return { entry, exit };
}

function linesOf({ close }: CandleWindow, params: Params) {
  const { hist, macd } = macdSeries(close, [params.fast, params.slow, params.signal]);
  const trend = params.trend > 0 ? emaSeries(close, params.trend) : null;
  // a distance of prices is judged by the price, not by itself
  const isUp = (index: number) => isAbove(at(close, index) + at(hist, index), at(close, index));
  const isDown = (index: number) => isAbove(at(close, index) - at(hist, index), at(close, index));
  const turnsUp = (index: number) => isUp(index) && !Number.isNaN(at(hist, index - 1)) && !isUp(index - 1);
  const isFiltered = (index: number) => trend !== null && !isAbove(at(close, index), at(trend, index));
  return { hist, macd, trend, turnsUp, isFiltered, isDown };
}
