import type { MarketMs } from "@/server/kernel/clock";
import { Fault } from "@/server/kernel/result";
import type { MarketFeed, PriceStream } from "../core/market-feed";

/** A feed with a switch: held, it answers as one whose connection fell. */
export type HeldFeed = {
  readonly feed: MarketFeed;
  /** Holds the feed, or lets it go again at `now` (market clock); answers whether it is held from now on. */
  readonly toggle: (now: MarketMs) => boolean;
};

/**
 * Puts a switch before a feed, for drills: what the system makes of a cut feed can be seen without waiting for one.
 * While held every question is a retryable Fault; the ticks of that time are lost for good, as those of a
 * websocket are, a stream says so by a gap, and the candles are there again afterwards.
 */
export function heldFeed(feed: MarketFeed): HeldFeed {
  const { subscribe } = feed;
  let isHeld = false;
  let heldAt: MarketMs | null = null;
  let lostUntil: MarketMs | null = null;
  const answering = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (isHeld)
      throw new Fault("market", true, "The feed is held by a drill: let it go to have prices again.");
    return ask();
  };
  /** Marks what was lost while the feed was held, once for each hold. */
  const held = (stream: PriceStream): PriceStream => {
    let toldLost: MarketMs | null = null;
    return {
      ...stream,
      next: (waitMs) =>
        answering(async () => {
          if (heldAt !== null && lostUntil !== null && toldLost !== lostUntil) {
            toldLost = lostUntil;
            return { kind: "gap", after: heldAt, until: lostUntil };
          }
          const push = await stream.next(waitMs);
          const from = lostUntil;
          return push?.kind === "ticks" && from !== null
            ? { ...push, ticks: push.ticks.filter((tick) => tick.at > from) }
            : push;
        }),
    };
  };
  return {
    feed: {
      ...feed,
      ticks: (after, until) =>
        answering(async () => {
          const ticks = await feed.ticks(after, until);
          const from = lostUntil;
          return from === null ? ticks : ticks.filter((tick) => tick.at > from);
        }),
      ...(subscribe ? { subscribe: (from) => held(subscribe(from)) } : {}),
      candles: (market, timeframe, range) => answering(() => feed.candles(market, timeframe, range)),
      book: (market, at) => answering(() => feed.book(market, at)),
    },
    toggle: (now) => {
      isHeld = !isHeld;
      if (isHeld) heldAt = now;
      else lostUntil = now;
      return isHeld;
    },
  };
}
