import { expect, test } from "vitest";
import type { FeedView } from "@/server/market/core/feed-view";
import { feedStateOf, lateFeeds, oldestFor } from "./feed-age";

const feed = (exchange: FeedView["exchange"], tickWallAt: string | null): FeedView => ({
  exchange,
  symbol: "BTC/USDT",
  last: "1",
  bid: "1",
  ask: "1",
  priceDecimals: 2,
  tickMarketAt: tickWallAt,
  tickWallAt,
  refusedTicks: 0,
});
const ages: { readonly [at: string]: number } = { now: 900, old: 9_400, older: 20_000, dead: 61_000 };
const late = lateFeeds(
  [feed("luno", "old"), feed("valr", "now"), feed("kraken", "dead"), feed("kucoin", null)],
  (at) => ages[at] ?? 0,
);

// Guards the page against showing an old price as one of now.
test("amber stands by the tenth second, grey after a minute, and a market without a price is off", () => {
  expect([8_900, 9_100, 59_000, 60_100, null].map(feedStateOf)).toEqual([
    ...["ok", "late", "late", "off", "off"],
  ]);
});

test("names the markets with an old price, the oldest first, and nothing that has not begun", () => {
  expect(late.map(({ exchange, state }) => `${exchange} ${state}`)).toEqual(["kraken off", "luno late"]);
});

test("figures of some markets are as old as the oldest of their prices", () => {
  const held = (exchange: FeedView["exchange"]) => ({ exchange, symbol: "BTC/USDT" });
  expect(oldestFor(late, [held("valr"), held("luno")])?.exchange).toBe("luno");
  expect(oldestFor(late, [held("valr")])).toBeNull();
});
