import { z } from "zod";
import { type Bands, bollingerSeries } from "@/server/indicators/core/bollinger";
import { RollingMoments } from "@/server/indicators/core/rolling-moments";
import { at } from "./at";
import { isAbove, isBelow, isNarrower, staysBelow } from "./compare";
import { buy, emptyFlags, hold, oneLot, type Strategy, sell } from "./strategy";
import { eachStretch, STRETCH } from "./stretch";

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
    const moments = new RollingMoments(params.period);
    const [means, variances] = [new Float64Array(STRETCH), new Float64Array(STRETCH)];
    const squeezes = new Squeezes(close.length, params);
    const { widths } = squeezes;
    const { entry, exit } = emptyFlags(close.length, room);
    eachStretch(close.length, (from, until) => {
      moments.pass(close, from, until, means, variances);
      for (let index = from; index < until; index++) {
        const price = close[index] as number;
        const middle = means[index - from] as number;
        const half = params.deviations * Math.sqrt(variances[index - from] as number);
        const upper = middle + half;
        widths[index] = (upper - (middle - half)) / middle;
        if (isBelow(price, middle)) exit[index] = 1;
        // the rank is dear: asked only where the price has broken out
        else if (isAbove(price, upper) && squeezes.wasLately(index)) entry[index] = 1;
      }
    });
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

/** Where the band of a whole series was squeezed; each candle is judged once, and only when it is asked about. */
class Squeezes {
  readonly widths: Float64Array;
  /** of each candle: 0 not judged yet */
  private readonly judged: Uint8Array;

  constructor(
    length: number,
    private readonly params: Params,
  ) {
    this.widths = new Float64Array(length);
    this.judged = new Uint8Array(length);
  }

  /** Among the last few candles up to `last`, whose widths are known. */
  wasLately(last: number): boolean {
    for (let index = Math.max(0, last - MEMORY_CANDLES); index <= last; index++) {
      if (this.judged[index] === 0) this.judged[index] = this.isAt(index) ? SQUEEZED : WIDE;
      if (this.judged[index] === SQUEEZED) return true;
    }
    return false;
  }

  private isAt(index: number): boolean {
    const { lookBack, squeezeShare } = this.params;
    // so many narrower ones are too many, however many there are to compare with
    const enough = (squeezeShare + RANK_SLACK) * Math.min(index, lookBack);
    return isSqueezed(rankOf(this.widths, index, lookBack, enough), this.params);
  }
}

const SQUEEZED = 1;
const WIDE = 2;

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
