import { z } from "zod";
import { smaSeries } from "@/server/indicators/core/sma";
import { at } from "./at";
import { reaches } from "./compare";
import { BUY_LOT, buy, type Holding, hold, type Strategy, type StrategySignal, sell } from "./strategy";

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
  ladder: ({ close }, params) => ({
    entry: firstRungs(close, params),
    portion: 1 / params.levels,
    act: (price, holding) => rungAt(price, params, holding),
    quiet: ({ lots, lastPrice }) => ({
      below: lots < params.levels ? lastPrice * (1 - params.step + SLACK) : 0,
      above: lastPrice * (1 + params.step - SLACK),
      untilHeld: Number.POSITIVE_INFINITY,
    }),
  }),
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

/** Wider than a tie: between the rungs for certain. */
const SLACK = 1e-6;

/** Candles whose close lies a step below the mean of the newest `anchor` closes. */
function firstRungs(close: Float64Array, { anchor, step }: Params): Uint8Array {
  const mean = smaSeries(close, anchor);
  const entry = new Uint8Array(close.length);
  for (let index = anchor - 1; index < close.length; index++) {
    const price = close[index] as number;
    const fall = 1 - price / (mean[index] as number);
    // near the level the mean is summed as `decide` sums it
    const isNear = Math.abs(fall - step) < SLACK;
    const exact = isNear ? 1 - price / meanUpTo(close, index, anchor) : fall;
    if (reaches(exact, step)) entry[index] = 1;
  }
  return entry;
}

const meanUpTo = (close: Float64Array, index: number, anchor: number): number =>
  at(smaSeries(close.subarray(index + 1 - anchor, index + 1), anchor), anchor - 1);

/** One rung sold, one more bought, or neither. */
function rungAt(price: number, { step, levels }: Params, { lots, lastPrice }: Holding): number {
  const move = price / lastPrice - 1;
  if (reaches(move, step)) return 1 / lots;
  return reaches(-move, step) && lots < levels ? BUY_LOT : 0;
}

function climb(price: number, params: Params, holding: Holding): StrategySignal {
  const { lots, lastPrice } = holding;
  const portion = rungAt(price, params, holding);
  const indicators = [
    { name: "Rungs held", value: lots },
    { name: "Newest deal at", value: lastPrice },
  ];
  if (portion > 0) {
    const words = lots > 1 ? "A step up: one rung is sold" : "A step up: the last rung is sold";
    return { ...sell("grid-up", words, indicators), portion };
  }
  if (portion === BUY_LOT) {
    const next = buy(1, "grid-down", "A step down: one more rung", indicators);
    return { ...next, portion: 1 / params.levels };
  }
  return reaches(1 - price / lastPrice, params.step)
    ? hold("grid-full", "A step down, but all rungs are held", indicators)
    : hold("between-rungs", "Between two rungs", indicators);
}
