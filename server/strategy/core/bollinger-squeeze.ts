import { z } from "zod";
import { type Bands, bollingerSeries } from "@/server/indicators/core/bollinger";
import { buy, hold, type Strategy, sell } from "./strategy";

const schema = z.strictObject({
  period: z.number().int().min(5).max(60).default(20),
  deviations: z.number().min(1).max(3).default(2),
  /** the band counts as squeezed when its width is in this lowest share of its own recent widths */
  squeezeShare: z.number().min(0.05).max(0.5).default(0.2),
  lookBack: z.number().int().min(20).max(300).default(100),
});

type Params = z.output<typeof schema>;

const MEMORY_CANDLES = 5;

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
  decide: ({ close }, params, holding) => {
    const last = close.length - 1;
    const price = close[last] as number;
    const bands = bollingerSeries(close, params.period, params.deviations);
    const [middle, upper] = [bands.middle[last] as number, bands.upper[last] as number];
    const rank = narrowestRank(bands, last, params);
    const indicators = [
      { name: "Upper band", value: upper },
      { name: "Middle", value: middle },
      { name: "Narrowness rank", value: rank },
    ];
    if (holding) {
      return price < middle
        ? sell("below-middle", "Closed below the middle band", indicators)
        : hold("above-middle", "Still above the middle band", indicators);
    }
    if (rank > params.squeezeShare)
      return hold("no-squeeze", "The band has not been narrow lately", indicators);
    if (price <= upper) return hold("squeezed", "Squeezed, no breakout yet", indicators);
    return buy(1 - rank, "squeeze-broken-up", "Closed above the upper band after a squeeze", indicators);
  },
};

/** The lowest rank, 0 narrowest to 1 widest, that the band's width had in the last few candles among its recent widths. */
function narrowestRank(bands: Bands, last: number, { lookBack }: Params): number {
  let best = 1;
  for (let at = last - MEMORY_CANDLES; at <= last; at++) best = Math.min(best, rankOf(bands, at, lookBack));
  return best;
}

function rankOf(bands: Bands, at: number, lookBack: number): number {
  const own = widthAt(bands, at);
  let narrower = 0;
  let counted = 0;
  for (let index = Math.max(0, at - lookBack); index < at; index++) {
    const width = widthAt(bands, index);
    if (Number.isNaN(width)) continue;
    counted += 1;
    if (width < own) narrower += 1;
  }
  return counted === 0 ? 1 : narrower / counted;
}

const widthAt = ({ lower, middle, upper }: Bands, at: number): number =>
  ((upper[at] as number) - (lower[at] as number)) / (middle[at] as number);
