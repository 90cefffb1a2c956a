import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSimulator } from "@/server/exchange/simulator/start-simulator";
import { wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import type { CandleSeries, Tick } from "@/server/market/core/market-feed";
import { loadCandles } from "@/server/market/load-candles";
import { startMarketClock } from "@/server/market/market-clock";
import type { MarketLogger } from "@/server/market/market-logger";
import { startMarketService } from "@/server/market/market-service";
import { openMarketSession } from "@/server/market/open-market-session";
import { createRulesBook } from "@/server/market/rules-book";
import type { Slot } from "@/server/market/slot-collector";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openLiveFeed } from "./open-live-feed";

const SERIES: CandleSeries = { exchange: "valr", symbol: "BTC/ZAR", timeframe: "5m" };
const quiet: MarketLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

test("a market that is watched live warms up, announces its slot, and has its prices believed", async () => {
  const simulator = await startSimulator({ exchange: "valr" });
  const wall = () => wallMs(Date.now());
  const feed = await openLiveFeed({ simulators: { valr: simulator.origin }, wallNow: wall(), log: quiet });
  const session = await openMarketSession({ feed, speed: 1, wallNow: wall() });
  const clock = await startMarketClock({ session, logger: quiet, followsWall: true });
  const ticks: Tick[] = [];
  const slots: Slot[] = [];
  const { rulesOf } = await createRulesBook({ feed, wall, onFailed: () => undefined });
  const service = startMarketService({
    feed,
    rulesOf,
    clocks: clock.clocks,
    listActiveMarkets: async () => [SERIES],
    onTicks: async (some) => {
      ticks.push(...some);
    },
    onSlot: async (slot) => {
      slots.push(slot);
    },
    logger: quiet,
  });
  try {
    await until(() => slots.length > 0);
    expect(slots[0]?.stale).toEqual([]);
    const now = clock.clocks.market();
    const candles = await loadCandles(SERIES.exchange, SERIES.symbol, SERIES.timeframe, now, 100);
    expect(candles.length).toBeGreaterThan(50);
    // the next price stands a step above one that was heard: further off it would not be believed
    await until(() => ticks.length > 0);
    const price = ticks.at(-1)?.last.times(toDecimal("1.01")).toFixed(0) ?? "";
    await until(() => {
      simulator.control.setPrice(SERIES.symbol, price);
      return ticks.some(({ last }) => last.eq(toDecimal(price)));
    });
    const refused = service.feeds()[0]?.refusedBy;
    expect([refused?.["in-the-future"] ?? 0, refused?.["out-of-order"] ?? 0]).toEqual([0, 0]);
    expect(ticks.every(({ at }) => at <= clock.clocks.market())).toBe(true);
  } finally {
    await service.stop();
    await clock.stop();
    await feed.close();
    await simulator.close();
  }
}, 60_000);

async function until(seen: () => boolean): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (seen()) return;
    await sleep(100);
  }
  throw new Error("it did not come");
}
