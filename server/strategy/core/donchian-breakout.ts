import { z } from "zod";
import { atrSeries } from "@/server/indicators/core/atr";
import { highestBefore, lowestBefore } from "@/server/indicators/core/extremes-before";
import { at } from "./at";
import { isAbove } from "./compare";
import { wilderMemory } from "./memory";
import { buy, type CandleWindow, emptyFlags, hold, oneLot, type Strategy, sell } from "./strategy";

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
    "Buys a new high beyond the noise, sells a new low. For trends; fails in ranges, where most breakouts are false.",
  paramsSchema: schema,
  warmup: ({ entry, atr }) => Math.max(entry, 3 * atr) + 2,
  memory: ({ entry, atr }) => Math.max(entry + 2, wilderMemory(atr)),
  lotsMax: oneLot,
  signals: (columns, params, room) => {
    const { atr, upper, lower } = channelOf(columns, params);
    const { close } = columns;
    const { entry, exit } = emptyFlags(close.length, room);
    for (let index = 0; index < close.length; index++) {
      const price = close[index] as number;
      const top = (upper[index] as number) + params.buffer * (atr[index] as number);
      if (isAbove(price, top)) entry[index] = 1;
      if (price < (lower[index] as number)) exit[index] = 1;
    }
    return { entry, exit };
  },
  decide: (window, params, holding) => {
    const last = window.close.length - 1;
    const { atr, upper, lower, breaksUp, breaksDown } = linesOf(window, params);
    const [range, top] = [at(atr, last), at(upper, last)];
    const indicators = [
      { name: `High ${params.entry}`, value: top },
      { name: `Low ${params.exit}`, value: at(lower, last) },
      { name: `ATR ${params.atr}`, value: range },
    ];
    if (holding) {
      return breaksDown(last)
        ? sell("channel-broken-down", `Closed below the low of ${params.exit} candles`, indicators)
        : hold("inside-channel", "Still inside the channel", indicators);
    }
    if (!breaksUp(last)) return hold("no-breakout", "No close above the channel", indicators);
    const distance = at(window.close, last) - top;
    const score = Math.min(1, 0.5 + distance / (2 * Math.max(range, Number.MIN_VALUE)));
    return buy(score, "channel-broken-up", `Closed above the high of ${params.entry} candles`, indicators);
  },
};

const channelOf = ({ high, low, close }: CandleWindow, params: Params) => ({
  atr: atrSeries({ high, low, close }, params.atr),
  upper: highestBefore(high, params.entry),
  lower: lowestBefore(low, params.exit),
});

function linesOf(window: CandleWindow, params: Params) {
  const { close } = window;
  const { atr, upper, lower } = channelOf(window, params);
  const breaksUp = (index: number) =>
    isAbove(at(close, index), at(upper, index) + params.buffer * at(atr, index));
  const breaksDown = (index: number) => at(close, index) < at(lower, index);
  return { atr, upper, lower, breaksUp, breaksDown };
}
