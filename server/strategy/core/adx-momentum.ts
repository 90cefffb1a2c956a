import { z } from "zod";
import { rocSeries } from "@/server/indicators/core/roc";
import { at } from "./at";
import { reaches } from "./compare";
import { MovingAdx, movingAdx } from "./moving-adx";
import { STILL_PERIODS } from "./moving-rsi";
import { buy, type CandleWindow, emptyFlags, hold, oneLot, type Strategy, sell } from "./strategy";

const schema = z.strictObject({
  /** candles over which the move is measured */
  roc: z.number().int().min(2).max(200).default(20),
  /** least move, as a fraction: 0.005 is 0.5 % */
  move: z.number().min(0.0005).max(0.2).default(0.005),
  adx: z.number().int().min(2).max(50).default(14),
  /** least ADX: below it there is no trend */
  strength: z.number().min(10).max(60).default(25),
});

type Params = z.output<typeof schema>;

/** Twice smoothed, so it forgets a little later than one Wilder average. */
const ADX_SPANS = 46;

/**
 * Momentum where there is a trend: buys when the price rose by at least `move` over `roc` candles, the ADX says that
 * this is a trend and +DI that it leads up; sells when the rate of change has fallen to zero.
 *
 * Fails at the end of long moves: the ADX is highest when most of the move is over. Rare in quiet markets.
 */
export const adxMomentum: Strategy<Params> = {
  id: "adx-momentum",
  title: "ADX momentum",
  guidance:
    "Buys a rise that the ADX confirms as a trend, sells when it ends. Fails late in a move; does nothing in quiet markets.",
  paramsSchema: schema,
  warmup: ({ roc, adx }) => Math.max(roc + 1, 4 * adx) + 1,
  // the move may lie a whole `roc` back, with nothing since
  memory: ({ roc, adx }) => roc + 1 + (ADX_SPANS + STILL_PERIODS) * adx,
  lotsMax: oneLot,
  signals: (columns, params, room) => {
    const { high, low, close } = columns;
    const step = new MovingAdx(params.adx);
    const { lines } = step;
    const { entry, exit } = emptyFlags(close.length, room);
    for (let index = 0; index < close.length; index++) {
      const price = close[index] as number;
      step.next(high[index] as number, low[index] as number, price);
      if (index < params.roc) continue;
      const before = close[index - params.roc] as number;
      const change = (price - before) / before;
      if (change <= 0) exit[index] = 1;
      else if (
        reaches(change, params.move) &&
        reaches(lines.adx, params.strength) &&
        !reaches(lines.minusDi, lines.plusDi)
      )
        entry[index] = 1;
    }
    return { entry, exit };
  },
  decide: (window, params, holding) => {
    const last = window.close.length - 1;
    const { roc, adx, isRising, isTrend, isOver } = linesOf(window, params);
    const change = at(roc, last);
    const percent = `${(100 * change).toFixed(2)} %`;
    const indicators = [
      { name: `ROC ${params.roc}`, value: change },
      { name: `ADX ${params.adx}`, value: at(adx.adx, last) },
      { name: `+DI ${params.adx}`, value: at(adx.plusDi, last) },
      { name: `−DI ${params.adx}`, value: at(adx.minusDi, last) },
    ];
    if (holding) {
      return isOver(last)
        ? sell("momentum-over", `No rise over ${params.roc} candles any more`, indicators)
        : hold("momentum-lasts", `Up ${percent} over ${params.roc} candles`, indicators);
    }
    if (!isRising(last))
      return hold("no-momentum", `Changed ${percent} over ${params.roc} candles`, indicators);
    if (!isTrend(last)) return hold("no-trend", "It rises, but the ADX sees no trend up", indicators);
    const score = Math.min(1, 0.5 + change / (4 * params.move));
    return buy(score, "momentum-up", `Up ${percent} over ${params.roc} candles in a trend`, indicators);
  },
};

function linesOf(columns: CandleWindow, params: Params) {
  const roc = rocSeries(columns.close, params.roc);
  const adx = movingAdx(columns, params.adx);
  const isRising = (index: number) => reaches(at(roc, index), params.move);
  const isTrend = (index: number) =>
    reaches(at(adx.adx, index), params.strength) && !reaches(at(adx.minusDi, index), at(adx.plusDi, index));
  const isOver = (index: number) => at(roc, index) <= 0;
  return { roc, adx, isRising, isTrend, isOver };
}
