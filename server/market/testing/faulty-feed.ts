import type { MarketMs } from "@/server/kernel/clock";
import { Decimal } from "@/server/kernel/money";
import { type MarketFeed, type MarketId, marketKey, type Tick } from "../core/market-feed";

/** What is wrong with a feed. Instants are on the market clock. */
export type FeedFaults = {
  /**
   * No answer while `now` is in [from, to): for one market, or, where none is named, for everything. The ticks of
   * that time are lost for good, as those of a websocket are.
   */
  readonly cut?: {
    readonly from: MarketMs;
    readonly to: MarketMs;
    readonly now: () => MarketMs;
    readonly market?: MarketId;
  };
  /** What the feed gives in place of each tick. */
  readonly badTicks?: (tick: Tick) => readonly Tick[];
};

/** A feed with faults, to see what the rest of the system makes of them. Never part of the product. */
export function faultyFeed(
  { subscribe: _none, ...feed }: MarketFeed,
  { cut, badTicks }: FeedFaults,
): MarketFeed {
  const isCut = (at: MarketMs | undefined): boolean =>
    cut !== undefined && at !== undefined && at >= cut.from && at < cut.to;
  const concerns = (market: MarketId): boolean =>
    cut?.market === undefined || marketKey(cut.market) === marketKey(market);
  return {
    ...feed,
    ticks: async (after, until) => {
      if (isCut(cut?.now()) && cut?.market === undefined) throw new Error("the feed does not answer");
      const ticks = (await feed.ticks(after, until)).filter((tick) => !(isCut(tick.at) && concerns(tick)));
      return badTicks ? ticks.flatMap(badTicks) : ticks;
    },
    candles: async (market, timeframe, range) => {
      if (isCut(cut?.now()) && concerns(market)) throw new Error("the feed does not answer");
      return feed.candles(market, timeframe, range);
    },
    book: async (market, at) => {
      if (isCut(cut?.now()) && concerns(market)) throw new Error("the feed does not answer");
      return feed.book(market, at);
    },
  };
}

/** One tick spoiled in each way that must be refused, by the reason it must be refused for. */
export const spoilers = {
  "not-a-number": (tick: Tick): Tick => ({ ...tick, last: new Decimal(Number.NaN) }),
  "not-positive": (tick: Tick): Tick => ({ ...tick, bid: tick.bid.negated() }),
  spike: (tick: Tick): Tick => ({
    ...tick,
    last: tick.last.times(100),
    bid: tick.bid.times(100),
    ask: tick.ask.times(100),
  }),
  "crossed-book": (tick: Tick): Tick => ({ ...tick, bid: tick.ask.times(2), ask: tick.bid }),
  "out-of-order": (tick: Tick): Tick => ({ ...tick, at: (tick.at - 3_600_000) as MarketMs }),
  "in-the-future": (tick: Tick): Tick => ({ ...tick, at: (tick.at + 3_600_000) as MarketMs }),
} as const;
