import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MarketMs, marketMs, plusMs, type WallMs, wallMs } from "@/server/kernel/clock";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Candle, timeframeMs } from "./core/candle";
import type { CandleSeries, MarketFeed } from "./core/market-feed";
import { createSimulatedFeed } from "./feeds/simulated-feed";
import { loadCandles } from "./load-candles";
import { openMarketSession } from "./open-market-session";
import { type Slot, SlotCollector } from "./slot-collector";

const START = marketMs(Date.UTC(2026, 10, 22, 12));
const STEP = timeframeMs("5m");
const BTC: CandleSeries = { exchange: "binance", symbol: "BTC/USDT", timeframe: "5m" };
const ETH: CandleSeries = { exchange: "kraken", symbol: "ETH/USD", timeframe: "5m" };
const LUNO: CandleSeries = { exchange: "luno", symbol: "BTC/ZAR", timeframe: "5m" };
const LAG_MS = 5_000;

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

let seed = 900;

/** A collector on hand-turned clocks over a market whose exchanges answer as the test says. */
async function open(
  answer: (
    series: CandleSeries,
    told: () => Promise<readonly Candle[]>,
    wall: number,
  ) => Promise<readonly Candle[]>,
  lagMs: number | null = LAG_MS,
) {
  const { subscribe: _none, ...plain } = createSimulatedFeed({ seed: ++seed, startAt: START });
  let wall: WallMs = wallMs(0);
  const slots: Slot[] = [];
  const asked: string[] = [];
  const feed: MarketFeed = {
    ...plain,
    ...(lagMs === null ? {} : { candleLagMs: lagMs }),
    candles: (market, timeframe, range) => {
      asked.push(`${market.exchange} ${(range.until - START) / STEP}`);
      return answer({ ...market, timeframe }, () => plain.candles(market, timeframe, range), wall);
    },
  };
  await openMarketSession({ feed, speed: 1, wallNow: wallMs(Date.now()) });
  const silent = () => undefined;
  const collector = new SlotCollector({
    feed,
    wall: () => wall,
    logger: { info: silent, warn: silent, error: silent },
    onRefused: silent,
    onCandle: silent,
    onSlot: async (slot) => void slots.push(slot),
  });
  return {
    collector,
    slots,
    asked,
    /** Rounds, a quarter of a second apart if not said otherwise, for that long. */
    go: async (ms: number, series: readonly CandleSeries[], now: MarketMs = START, stepMs = 250) => {
      for (const end = wall + ms; wall < end; wall = plusMs(wall, stepMs))
        await collector.collect(series, now);
      await collector.collect(series, now);
    },
  };
}

const names = (markets: readonly { symbol: string }[] | undefined) => markets?.map(({ symbol }) => symbol);
const shown = ({ slotAt, stale, except, only }: Slot) => ({
  slot: (slotAt - START) / STEP,
  stale: names(stale),
  ...(except && { except: names(except) }),
  ...(only && { only: names(only) }),
});
const newestOf = async (series: CandleSeries) =>
  (await loadCandles(series.exchange, series.symbol, "5m", plusMs(START, 10 * STEP), 1)).at(-1)?.openAt;

describe("no venue waits for another", () => {
  it("one that hangs is told by itself, when its candles are there", async () => {
    const { promise: hangs, resolve: release } = Promise.withResolvers<void>();
    const seen = await open(async (series, told) => {
      if (series.exchange === "luno") await hangs;
      return told();
    });
    const series = [BTC, LUNO, ETH];
    await seen.go(1_500, series);
    expect(seen.slots.map(shown)).toEqual([{ slot: 0, stale: [], except: ["BTC/ZAR"] }]);
    expect(seen.collector.awaits("5m", START)).toBe(true);
    release();
    await seen.go(1_500, series);
    expect(seen.slots.slice(1).map(shown)).toEqual([{ slot: 0, stale: [], only: ["BTC/ZAR"] }]);
    expect(seen.collector.awaits("5m", START)).toBe(false);
    expect(seen.asked.toSorted()).toEqual(["binance 0", "kraken 0", "luno 0"]);
  });

  it("one that never answers is told as stale in the end, and the next slot does not wait for it either", async () => {
    const seen = await open(async (series, told) =>
      series.exchange === "luno" ? new Promise<never>(() => undefined) : told(),
    );
    const series = [BTC, LUNO];
    await seen.go(1_500, series);
    await seen.go(20_000, series, START, 2_000);
    await seen.go(1_500, series, plusMs(START, STEP));
    expect(seen.slots.map(shown)).toEqual([
      { slot: 0, stale: [], except: ["BTC/ZAR"] },
      { slot: 0, stale: ["BTC/ZAR"], only: ["BTC/ZAR"] },
      { slot: 1, stale: [], except: ["BTC/ZAR"] },
    ]);
  }, 30_000);

  it("one that fails at once is given up after a few tries", async () => {
    const seen = await open(async (series, told) => {
      if (series.exchange === "luno") throw new Error("no answer");
      return told();
    });
    await seen.go(3_000, [BTC, LUNO]);
    expect(seen.slots.map(shown)).toEqual([
      { slot: 0, stale: [], except: ["BTC/ZAR"] },
      { slot: 0, stale: ["BTC/ZAR"], only: ["BTC/ZAR"] },
    ]);
  });
});

describe("a candle that is published some moments after its close", () => {
  /** Kraken's newest candle is there only that long after the first question. */
  const late =
    (afterMs: number) =>
    async (series: CandleSeries, told: () => Promise<readonly Candle[]>, wall: number) => {
      const candles = await told();
      return series.exchange === "kraken" && wall < afterMs ? candles.slice(0, -1) : candles;
    };

  it("is asked for again, and the slot is whole", async () => {
    const seen = await open(late(700));
    await seen.go(2_000, [BTC, ETH]);
    expect(seen.slots.map(shown)).toEqual([{ slot: 0, stale: [] }]);
    expect(await newestOf(ETH)).toBe(START - STEP);
    expect(seen.asked.filter((one) => one.startsWith("kraken")).length).toBeLessThan(5);
  });

  it("holds nobody up", async () => {
    const seen = await open(late(3_000));
    await seen.go(6_000, [BTC, ETH]);
    expect(seen.slots.map(shown)).toEqual([
      { slot: 0, stale: [], except: ["ETH/USD"] },
      { slot: 0, stale: [], only: ["ETH/USD"] },
    ]);
    expect(await newestOf(ETH)).toBe(START - STEP);
  });

  it("is none where nobody traded: the slot ends without it, and the exchange is asked a few times only", async () => {
    const seen = await open(late(Number.POSITIVE_INFINITY));
    await seen.go(9_000, [BTC, ETH]);
    expect(seen.slots.map(shown)).toEqual([
      { slot: 0, stale: [], except: ["ETH/USD"] },
      { slot: 0, stale: ["ETH/USD"], only: ["ETH/USD"] },
    ]);
    expect(seen.asked.filter((one) => one.startsWith("kraken")).length).toBeLessThan(8);
  });
});

describe("a feed that is asked inside the process", () => {
  it("is told whole, and its first answer is its last word", async () => {
    const seen = await open(async (series, told) => {
      const candles = await told();
      return series.exchange === "kraken" ? candles.slice(0, -1) : candles;
    }, null);
    await seen.go(3_000, [BTC, ETH, LUNO]);
    expect(seen.slots.map(shown)).toEqual([{ slot: 0, stale: ["ETH/USD"] }]);
    expect(seen.asked).toHaveLength(3);
  });

  it("awaits nothing on a timeframe that nobody watches, and everything before its first round", async () => {
    const { collector, go } = await open(async (_series, told) => told(), null);
    expect(collector.awaits("5m", START)).toBe(true);
    expect(collector.awaits("2h", START)).toBe(false);
    await go(0, [BTC]);
    expect(collector.awaits("5m", START)).toBe(false);
    expect(collector.awaits("5m", START + STEP)).toBe(true);
    expect(collector.awaits("1h", START)).toBe(false);
  });
});
