import { afterAll, beforeAll, expect, it } from "vitest";
import { type Simulator, startSimulator } from "@/server/exchange/simulator/start-simulator";
import { marketMs, wallMs } from "@/server/kernel/clock";
import type { LiveFeed } from "./live-feed";
import { openLiveFeed } from "./open-live-feed";

const BTC = { exchange: "luno", symbol: "BTC/ZAR" } as const;
const HOUR_MS = 3_600_000;
let simulator: Simulator;
let feed: LiveFeed;
beforeAll(async () => {
  simulator = await startSimulator({ exchange: "luno", limits: 0 });
  const log = { info: () => undefined, warn: () => undefined };
  feed = await openLiveFeed({ simulators: { luno: simulator.origin }, wallNow: wallMs(Date.now()), log });
});
afterAll(async () => {
  await feed?.close();
  await simulator?.close();
});

// A market is watched only once a candle tells what its first price is measured by: where candles are made of trades,
// these have to be had before.
it("candles of a market that nobody watches yet are made of the trades that anybody may ask for", async () => {
  expect(await feed.markets()).toContainEqual(expect.objectContaining(BTC));
  const now = Date.now();
  const range = { from: marketMs(now - HOUR_MS), until: marketMs(now), limit: 60 };
  const before = await feed.candles(BTC, "1m", range);
  expect(before.length).toBeGreaterThan(0);
  // watched afterwards, it goes on with what is known
  feed.setActive([BTC]);
  const after = await feed.candles(BTC, "1m", { ...range, limit: 59 });
  expect(after.map(({ openAt }) => openAt)).toEqual(
    expect.arrayContaining(before.map(({ openAt }) => openAt)),
  );
});
