import { z } from "zod";
import { type Bands, Bollinger, bollingerSeries } from "@/server/indicators/core/bollinger";
import { at } from "./at";
import { isAbove, isBelow, isNarrower, staysBelow } from "./compare";
import { buy, emptyFlags, hold, oneLot, type Strategy, sell } from "./strategy";

const schema = z.strictObject({
  period: z.number().int().min(5).max(60).default(20),
  deviations: z.number().min(1).max(3).default(2),
  /** the band counts as squeezed when its width is in this lowest share of its own recent widths */
  squeezeShare: z.number().min(0.05).max(0.5).default(0.2),
  lookBack: z.number().int().min(20).max(300).default(100),
});

type Params = z.output<typeof schema>;

const MEMORY_CANDLES = 5;
/** Wider than what counts as a tie of shares. */
const RANK_SLACK = 1e-3;

/**
 * Volatility breakout: after the Bollinger band has been unusually narrow, buys the close above the upper band; sells
 * when the close falls back below the middle. Narrowness is judged against the band's own recent widths.
 *
 * Fails when volatility stays low (many small false starts) and after news, when the first move reverses.
 */
export const bollingerSqueeze: Strategy<Params> = {
  id: "bollinger-squeeze",
  title: "Bollinger squeeze",
  guidance:
    "Buys the breakout from a quiet market, sells below the middle band. Fails when quiet stays quiet.",
  paramsSchema: schema,
  warmup: ({ period, lookBack }) => period + lookBack + MEMORY_CANDLES,
  memory: ({ period, lookBack }) => period + lookBack + MEMORY_CANDLES,
  lotsMax: oneLot,
  signals: ({ close }, params, room) => {
    const bands = new Bollinger(params.period, params.deviations);
    const widths = new Float64Array(close.length);
    const { entry, exit } = emptyFlags(close.length, room);
    for (let index = 0; index < close.length; index++) {
      const price = close[index] as number;
      bands.next(price);
      widths[index] = (bands.upper - bands.lower) / bands.middle;
      if (isBelow(price, bands.middle)) exit[index] = 1;
      // the rank is dear: asked only where the price has broken out
      else if (isAbove(price, bands.upper) && wasSqueezed(widths, index, params)) entry[index] = 1;
    }
    return { entry, exit };
  },
  decide: ({ close }, params, holding) => {
    const last = close.length - 1;
    const price = at(close, last);
    const bands = bollingerSeries(close, params.period, params.deviations);
    const [middle, upper] = [at(bands.middle, last), at(bands.upper, last)];
    const rank = narrowestRank(widthsOf(bands), last, params);
    const indicators = [
      { name: "Upper band", value: upper },
      { name: "Middle", value: middle },
      { name: "Narrowness rank", value: rank },
    ];
    if (holding) {
      return isBelow(price, middle)
        ? sell("below-middle", "Closed below the middle band", indicators)
        : hold("above-middle", "Still above the middle band", indicators);
    }
    if (!isSqueezed(rank, params))
      return hold("no-squeeze", "The band has not been narrow lately", indicators);
    if (!isAbove(price, upper)) return hold("squeezed", "Squeezed, no breakout yet", indicators);
    return buy(1 - rank, "squeeze-broken-up", "Closed above the upper band after a squeeze", indicators);
  },
};

const isSqueezed = (rank: number, { squeezeShare }: Params): boolean => !staysBelow(squeezeShare, rank);

/** Whether the lowest rank of the last few candles is a squeeze; looks no further than it takes to know. */
function wasSqueezed(widths: Float64Array, last: number, params: Params): boolean {
  for (let index = Math.max(0, last - MEMORY_CANDLES); index <= last; index++) {
    const most = Math.min(index, params.lookBack);
    // so many narrower ones are too many, however many there are to compare with
    const enough = (params.squeezeShare + RANK_SLACK) * most;
    if (isSqueezed(rankOf(widths, index, params.lookBack, enough), params)) return true;
  }
  return false;
}

/** The lowest rank, 0 narrowest to 1 widest, that the band's width had in the last few candles among its recent widths. */
function narrowestRank(widths: Float64Array, last: number, { lookBack }: Params): number {
  let best = 1;
  for (let index = Math.max(0, last - MEMORY_CANDLES); index <= last; index++)
    best = Math.min(best, rankOf(widths, index, lookBack));
  return best;
}

/** Gives up with 1 as soon as more than `enough` were narrower. */
function rankOf(
  widths: Float64Array,
  place: number,
  lookBack: number,
  enough = Number.POSITIVE_INFINITY,
): number {
  const own = widths[place] as number;
  let narrower = 0;
  let counted = 0;
  for (let index = Math.max(0, place - lookBack); index < place; index++) {
    const width = widths[index] as number;
    if (Number.isNaN(width)) continue;
    counted += 1;
    if (!isNarrower(width, own)) continue;
    narrower += 1;
    if (narrower > enough) return 1;
  }
  return counted === 0 ? 1 : narrower / counted;
}

function widthsOf({ lower, middle, upper }: Bands): Float64Array {
  const widths = new Float64Array(upper.length);
  for (let index = 0; index < widths.length; index++)
    widths[index] = ((upper[index] as number) - (lower[index] as number)) / (middle[index] as number);
  return widths;
}
