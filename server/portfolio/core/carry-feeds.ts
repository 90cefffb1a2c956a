import type { ExchangeName } from "@/server/kernel/exchange-names";
import { type Decimal, toDecimal } from "@/server/kernel/money";
import type { FeedView } from "@/server/market/core/feed-view";
import type { LiveView } from "./live-view";
import type { PriceOf } from "./value-book";

/**
 * The feeds with the last price ever seen where this process has seen none yet; its tick times tell its age.
 *
 * Prices of another source (another seed, another recording) are never carried over.
 */
export function carryFeeds(
  now: readonly FeedView[],
  source: string,
  before: LiveView | null,
): readonly FeedView[] {
  if (!before || before.market.source !== source) return now;
  // a feed that has only just started names no market yet: the book is still worth what it was
  if (now.length === 0) return before.feeds;
  const remembered = new Map(before.feeds.map((feed) => [keyOf(feed.exchange, feed.symbol), feed]));
  return now.map((feed) => {
    const old = remembered.get(keyOf(feed.exchange, feed.symbol));
    if (feed.last !== null || !old) return feed;
    const { last, bid, ask, tickMarketAt, tickWallAt } = old;
    return { ...feed, last, bid, ask, tickMarketAt, tickWallAt };
  });
}

/** Looks up last prices among feeds. */
export function pricesOf(feeds: readonly FeedView[]): PriceOf {
  const prices = new Map<string, Decimal>();
  for (const { exchange, symbol, last } of feeds)
    if (last !== null) prices.set(keyOf(exchange, symbol), toDecimal(last));
  return (exchange, symbol) => prices.get(keyOf(exchange, symbol)) ?? null;
}

const keyOf = (exchange: ExchangeName, symbol: string): string => `${exchange} ${symbol}`;
