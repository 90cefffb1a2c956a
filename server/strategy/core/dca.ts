import { z } from "zod";
import { at } from "./at";
import { reaches } from "./compare";
import { BUY_LOT, buy, type Holding, hold, type Strategy, type StrategySignal, sell } from "./strategy";

const schema = z.strictObject({
  /** candles between two purchases */
  every: z.number().int().min(1).max(1_000).default(24),
  /** purchases in one position; each takes an equal part of the position size */
  lots: z.number().int().min(2).max(20).default(5),
  /** a further purchase must be so much below the one before: 0.01 is 1 %; 0: at any price */
  dip: z.number().min(0).max(0.2).default(0),
  /** sells all when the close is so much above the average paid */
  take: z.number().min(0.005).max(1).default(0.02),
});

type Params = z.output<typeof schema>;

/**
 * Cost averaging: buys a part at once and another every so many candles, whatever the price (or only when it has dipped),
 * and sells all when the price is `take` above the average paid.
 *
 * Fails in a long fall: the money is soon spent, and the stop below the average ends it at the largest size. It says
 * nothing about when to begin.
 */
export const dca: Strategy<Params> = {
  id: "dca",
  title: "Cost averaging (DCA)",
  guidance:
    "Buys in parts over time, sells all at a profit over the average. Fails in a long fall, at its largest size: keep the stop.",
  paramsSchema: schema,
  warmup: () => 1,
  memory: () => 1,
  lotsMax: ({ lots }) => lots,
  signals: null,
  ladder: ({ close }, params) => ({
    entry: new Uint8Array(close.length).fill(1),
    portion: 1 / params.lots,
    act: (price, holding) => dealAt(price, params, holding),
    quiet: (holding) => ({
      ...quietOf(params, holding),
      above: holding.entryPrice * (1 + params.take - SLACK),
    }),
  }),
  decide: ({ close }, params, holding) => {
    const price = at(close, close.length - 1);
    if (holding) return carryOn(price, params, holding);
    const first = buy(1, "dca-first", "The first purchase", [{ name: "Close", value: price }]);
    return { ...first, portion: 1 / params.lots };
  },
};

/** Wider than a tie. */
const SLACK = 1e-6;

/** All sold, one more purchase, or neither. */
function dealAt(price: number, { every, lots: most, dip, take }: Params, holding: Holding): number {
  const { entryPrice, lots, lastPrice, candlesHeld } = holding;
  if (reaches(price / entryPrice - 1, take)) return 1;
  if (lots >= most || candlesHeld < lots * every) return 0;
  return dip > 0 && !reaches(1 - price / lastPrice, dip) ? 0 : BUY_LOT;
}

/** Below which close, and from when on, it may buy again. */
function quietOf({ every, lots: most, dip }: Params, { lots, lastPrice, candlesHeld }: Holding) {
  const never = Number.POSITIVE_INFINITY;
  if (lots >= most) return { below: 0, untilHeld: never };
  if (candlesHeld < lots * every) return { below: 0, untilHeld: lots * every };
  return { below: dip > 0 ? lastPrice * (1 - dip + SLACK) : never, untilHeld: never };
}

function carryOn(price: number, params: Params, holding: Holding): StrategySignal {
  const { entryPrice, lots, candlesHeld } = holding;
  const indicators = [
    { name: "Average paid", value: entryPrice },
    { name: "Purchases", value: lots },
    { name: "Candles held", value: candlesHeld },
  ];
  const deal = dealAt(price, params, holding);
  if (deal > 0) return sell("dca-take", "The price is far enough above the average paid", indicators);
  if (lots >= params.lots) return hold("dca-full", "All purchases are made", indicators);
  if (candlesHeld < lots * params.every)
    return hold("dca-not-due", "The next purchase is not due yet", indicators);
  if (deal === 0) return hold("dca-no-dip", "Due, but the price has not dipped", indicators);
  return { ...buy(1, "dca-next", "The next purchase is due", indicators), portion: 1 / params.lots };
}
