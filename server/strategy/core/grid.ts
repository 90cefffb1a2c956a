import { z } from "zod";
import { smaSeries } from "@/server/indicators/core/sma";
import { reaches } from "./compare";
import { at } from "./each-candle";
import { buy, type Holding, hold, type Strategy, type StrategySignal, sell } from "./strategy";

const schema = z.strictObject({
  /** distance of two rungs, as a fraction of the price: 0.01 is 1 % */
  step: z.number().min(0.002).max(0.1).default(0.01),
  /** most rungs held at once; each takes an equal part of the position size */
  levels: z.number().int().min(2).max(10).default(4),
  /** the first rung lies one step below the mean of so many closes */
  anchor: z.number().int().min(5).max(300).default(50),
});

type Params = z.output<typeof schema>;

/**
 * A ladder below the mean: buys a part one step below it, another at each step further down, and sells a part at each
 * step up from the newest deal. It earns the swings of a range and never asks where the market goes.
 *
 * Fails when the price falls through the ladder: then all rungs are held at a loss, and the stop below their average
 * ends it. In a long rise it is hardly invested. Fees of both sides must be well below one step.
 */
export const grid: Strategy<Params> = {
  id: "grid",
  title: "Grid",
  guidance:
    "Buys parts on the way down, sells them on the way up. For ranges; fails when the price falls through the ladder. A step must be well above the fees.",
  paramsSchema: schema,
  warmup: ({ anchor }) => anchor,
  memory: ({ anchor }) => anchor,
  lotsMax: ({ levels }) => levels,
  signals: null,
  decide: ({ close }, params, holding) => {
    const price = at(close, close.length - 1);
    if (holding) return climb(price, params, holding);
    const mean = at(smaSeries(close, params.anchor), close.length - 1);
    const indicators = [
      { name: `SMA ${params.anchor}`, value: mean },
      { name: "First rung", value: mean * (1 - params.step) },
    ];
    if (!reaches(1 - price / mean, params.step))
      return hold("above-grid", "Not a step below the mean yet", indicators);
    const first = buy(1, "grid-first", `A step below the mean of ${params.anchor} closes`, indicators);
    return { ...first, portion: 1 / params.levels };
  },
};

function climb(price: number, { step, levels }: Params, { lots, lastPrice }: Holding): StrategySignal {
  const move = price / lastPrice - 1;
  const indicators = [
    { name: "Rungs held", value: lots },
    { name: "Newest deal at", value: lastPrice },
  ];
  if (reaches(move, step)) {
    const words = lots > 1 ? "A step up: one rung is sold" : "A step up: the last rung is sold";
    return { ...sell("grid-up", words, indicators), portion: 1 / lots };
  }
  if (!reaches(-move, step)) return hold("between-rungs", "Between two rungs", indicators);
  if (lots >= levels) return hold("grid-full", "A step down, but all rungs are held", indicators);
  return { ...buy(1, "grid-down", "A step down: one more rung", indicators), portion: 1 / levels };
}
