import { expect, test } from "vitest";
import { type MarketMs, marketMs } from "@/server/kernel/clock";
import { heldFeed } from "./held-feed";
import { createSimulatedFeed } from "./simulated-feed";

const START = marketMs(Date.UTC(2026, 10, 22, 12));
const MINUTE_MS = 60_000;
const BTC = { exchange: "binance", symbol: "BTC/USDT" };
const at = (minutes: number) => marketMs(START + minutes * MINUTE_MS);

// Guards the drill: it must look like a cut feed, or what it shows of the system is worth nothing.
test("a held feed answers nothing; let go, it has the candles of the gap and only the ticks after it", async () => {
  const { feed, toggle } = heldFeed(createSimulatedFeed({ seed: 1, startAt: START }));
  feed.setActive([BTC]);
  const range = { from: START, until: at(10), limit: 100 };
  const ticksAt = async (after: MarketMs, until: MarketMs) =>
    (await feed.ticks(after, until)).map((tick) => tick.at);
  expect(await ticksAt(at(0), at(1))).not.toEqual([]);
  expect(toggle(at(2))).toBe(true);
  await expect(feed.ticks(at(2), at(3))).rejects.toThrow("held by a drill");
  await expect(feed.candles(BTC, "1m", range)).rejects.toThrow("held by a drill");
  await expect(feed.book(BTC, at(3))).rejects.toThrow("held by a drill");
  expect(toggle(at(8))).toBe(false);
  const later = await ticksAt(at(2), at(10));
  expect(Math.min(...later)).toBeGreaterThan(at(8));
  expect(await feed.candles(BTC, "1m", range)).toHaveLength(10);
});
