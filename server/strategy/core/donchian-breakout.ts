import { z } from "zod";
import { atrSeries } from "@/server/indicators/core/atr";
import { donchianSeries } from "@/server/indicators/core/donchian";
import { buy, hold, type Strategy, sell } from "./strategy";

const schema = z
  .strictObject({
    entry: z.number().int().min(5).max(150).default(20),
    exit: z.number().int().min(3).max(100).default(10),
    atr: z.number().int().min(2).max(50).default(14),
    /** breakouts closer to the channel than this many ATR are noise */
    buffer: z.number().min(0).max(2).default(0.1),
  })
  .refine(({ entry, exit }) => exit < entry, {
    message: "The exit channel must be shorter than the entry channel.",
  });

type Params = z.output<typeof schema>;

/**
 * Channel breakout (Donchian; the Turtles' rules, 1983): buys a close above the highest high of the entry channel
 * by a fraction of the ATR, sells a close below the lowest low of the shorter exit channel. The score grows with
 * the distance in ATR.
 *
 * Fails in ranges, where most breakouts are false; lives from few long trends.
 */
export const donchianBreakout: Strategy<Params> = {
  id: "donchian-breakout",
  title: "Donchian breakout",
  guidance:
    "Buys a new high beyond the noise, sells a new low. For trends; pays for false breakouts in ranges.",
  paramsSchema: schema,
  warmup: ({ entry, atr }) => Math.max(entry, 3 * atr) + 2,
  decide: ({ high, low, close }, params, holding) => {
    const last = close.length - 1;
    const price = close[last] as number;
    const atr = atrSeries({ high, low, close }, params.atr)[last] as number;
    const upper = donchianSeries(high, low, params.entry).upper[last] as number;
    const lower = donchianSeries(high, low, params.exit).lower[last] as number;
    const indicators = [
      { name: `High ${params.entry}`, value: upper },
      { name: `Low ${params.exit}`, value: lower },
      { name: `ATR ${params.atr}`, value: atr },
    ];
    if (holding) {
      return price < lower
        ? sell("channel-broken-down", `Closed below the low of ${params.exit} candles`, indicators)
        : hold("inside-channel", "Still inside the channel", indicators);
    }
    const distance = price - upper;
    if (distance <= params.buffer * atr) return hold("no-breakout", "No close above the channel", indicators);
    const score = Math.min(1, 0.5 + distance / (2 * Math.max(atr, Number.MIN_VALUE)));
    return buy(score, "channel-broken-up", `Closed above the high of ${params.entry} candles`, indicators);
  },
};
