import { expect, test } from "vitest";
import type { LiveView } from "@/server/portfolio/core/live-view";
import { makeLiveStore } from "../live/live-store";
import { formingOf } from "./use-forming-candle";

const market = { exchange: "binance" as const, symbol: "BTC/USDT" };
const at = (ms: number) => new Date(Date.UTC(2026, 10, 22) + ms).toISOString();
const view = (ms: number, last: string): LiveView => ({
  book: "demo",
  marketAt: at(ms),
  wallAt: at(ms),
  totals: [],
  positions: [],
  bots: [],
  market: { kind: "simulated", label: "SIMULATED", source: "simulated:42", speed: "60", ended: false },
  feeds: [
    {
      ...market,
      last,
      bid: last,
      ask: last,
      priceDecimals: 2,
      refusedTicks: 0,
      tickMarketAt: at(ms),
      tickWallAt: at(ms),
    },
  ],
});

// An effect that set a state for each tick left an update behind every one of a burst: React gave the page up.
test("the forming candle follows the ticks, and is the same object while none came", () => {
  const store = makeLiveStore(null);
  const read = formingOf(store, market, 300_000);
  expect(read()).toBeNull();
  store.receive(view(1_000, "100"), 0);
  store.receive(view(2_000, "103"), 0);
  const seen = read();
  expect(seen).toMatchObject({ open: 103, close: 103 });
  expect(read()).toBe(seen);
  store.receive(view(3_000, "99"), 0);
  expect(read()).toMatchObject({ open: 103, high: 103, low: 99, close: 99 });
  store.receive(view(301_000, "98"), 0);
  expect(read()).toMatchObject({ open: 98, high: 98, low: 98 });
});
