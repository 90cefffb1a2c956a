import { z } from "zod";
import { emaSeries } from "@/server/indicators/core/ema";
import { rsiSeries } from "@/server/indicators/core/rsi";
import { buy, type CandleWindow, hold, type Strategy, sell } from "./strategy";

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
  decide: ({ close }, params, holding) => {
    const last = close.length - 1;
    const rsi = rsiSeries(close, params.period);
    const [now, before] = [rsi[last] as number, rsi[last - 1] as number];
    const trend = params.trend > 0 ? (emaSeries(close, params.trend)[last] as number) : null;
    const indicators = [
      { name: `RSI ${params.period}`, value: now },
      ...(trend === null ? [] : [{ name: `EMA ${params.trend}`, value: trend }]),
    ];
    if (holding) {
      return now >= params.exitAbove
        ? sell("rsi-recovered", `RSI recovered to ${now.toFixed(1)}`, indicators)
        : hold("rsi-below-exit", `RSI ${now.toFixed(1)} is below the exit level`, indicators);
    }
    const crossed = before < params.oversold && now >= params.oversold;
    if (!crossed) return hold("no-recovery", "RSI did not cross back up through oversold", indicators);
    if (isBelow(close, trend))
      return hold("trend-filter", "Recovered, but the close is below its trend", indicators);
    const depth = Math.min(1, (params.oversold - lowestOf(rsi, last)) / params.oversold);
    return buy(0.5 + depth / 2, "rsi-crossed-up", "RSI crossed back up through oversold", indicators);
  },
};

const LOOK_BACK = 10;

const isBelow = (close: CandleWindow["close"], level: number | null): boolean =>
  level !== null && (close[close.length - 1] as number) <= level;

function lowestOf(values: Float64Array, last: number): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = Math.max(0, last - LOOK_BACK); index <= last; index++) {
    lowest = Math.min(lowest, values[index] as number);
  }
  return lowest;
}
