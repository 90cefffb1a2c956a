import { expect, test } from "vitest";
import type { FeedView } from "@/server/market/core/feed-view";
import { carryFeeds, pricesOf } from "./carry-feeds";
import type { LiveView } from "./live-view";

const feed = (last: string | null, symbol = "BTC/USDT"): FeedView => ({
  exchange: "binance",
  symbol,
  last,
  bid: last,
  ask: last,
  priceDecimals: 2,
  tickMarketAt: last && "2026-11-22T12:00:00.000Z",
  tickWallAt: last && "2026-11-22T12:00:00.000Z",
  refusedTicks: 0,
});
const before = (feeds: FeedView[]) => ({ market: { source: "simulated:42" }, feeds }) as unknown as LiveView;

test("after a restart the last price seen stays, with its own age", () => {
  const [carried] = carryFeeds([feed(null)], "simulated:42", before([feed("61234.5")]));
  expect(carried).toEqual(feed("61234.5"));
  expect(carryFeeds([], "simulated:42", before([feed("61234.5")]))).toHaveLength(1);
});

test("a price of another source is never carried over, and a new price replaces the old", () => {
  expect(carryFeeds([feed(null)], "simulated:43", before([feed("61234.5")]))[0]?.last).toBeNull();
  expect(carryFeeds([feed("7")], "simulated:42", before([feed("61234.5")]))[0]?.last).toBe("7");
});

test("a market without a price has none", () => {
  const priceOf = pricesOf([feed("61234.5"), feed(null, "ETH/USDT")]);
  expect(priceOf("binance", "BTC/USDT")?.toFixed()).toBe("61234.5");
  expect(priceOf("binance", "ETH/USDT")).toBeNull();
  expect(priceOf("kraken", "BTC/USDT")).toBeNull();
});
