import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type MarketMs, marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Candle, timeframeMs } from "./core/candle";
import type { CandleSeries, MarketFeed, Tick } from "./core/market-feed";
import { createSimulatedFeed } from "./feeds/simulated-feed";
import { loadCandles } from "./load-candles";
import type { MarketLogger } from "./market-logger";
import { type MarketService, type MarketServiceOptions, startMarketService } from "./market-service";
import { openMarketSession } from "./open-market-session";
import { createRulesBook } from "./rules-book";
import type { Slot } from "./slot-collector";
import { pruneCandles, saveCandles } from "./store";

const START = marketMs(Date.UTC(2026, 10, 22, 12));
const BTC: CandleSeries = { exchange: "binance", symbol: "BTC/USDT", timeframe: "5m" };
const LUNO: CandleSeries = { exchange: "luno", symbol: "BTC/ZAR", timeframe: "15m" };
const quiet: MarketLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

let now: MarketMs;
let seed = 100;
const services: MarketService[] = [];
beforeEach(() => {
  now = START;
  seed++;
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

type Seen = {
  readonly ticks: Tick[];
  readonly slots: Slot[];
  readonly fetched: string[];
  service: MarketService;
};

/** A service over a simulated market on a hand-turned clock, and what it told its listeners. */
async function watch(
  over: Partial<MarketServiceOptions> & { readonly wrap?: (feed: MarketFeed) => Partial<MarketFeed> } = {},
): Promise<Seen> {
  const plain = createSimulatedFeed({ seed, startAt: START });
  const fetched: string[] = [];
  const ticks: Tick[] = [];
  const slots: Slot[] = [];
  const { subscribe, ...asked } = plain;
  const wrap = over.wrap?.(plain);
  // a feed whose answers are spoilt is asked for them
  const wrapped: MarketFeed = wrap
    ? { ...asked, ...wrap }
    : { ...asked, ...(subscribe ? { subscribe } : {}) };
  const feed: MarketFeed = {
    ...wrapped,
    candles: (market, timeframe, range) => {
      fetched.push(`${market.symbol} ${timeframe} ${range.until}`);
      return wrapped.candles(market, timeframe, range);
    },
  };
  await openMarketSession({ feed, speed: 60, wallNow: wallMs(Date.now()) });
  const wall = () => wallMs(Date.now());
  const { rulesOf } = await createRulesBook({ feed, wall, onFailed: () => undefined });
  const service = startMarketService({
    feed,
    rulesOf,
    clocks: { market: () => now, wall: () => wallMs(Date.now()) },
    listActiveMarkets: async () => [BTC, LUNO],
    onTicks: async (some) => {
      ticks.push(...some);
    },
    onSlot: async (slot) => {
      slots.push(slot);
    },
    logger: quiet,
    ...over,
  });
  services.push(service);
  return { ticks, slots, fetched, service };
}

async function waitFor(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("waited in vain");
}

const text = ({ timeframe, slotAt }: Slot) => `${timeframe} ${new Date(slotAt).toISOString().slice(11, 16)}`;

test("at the first start the newest 600 candles are stored and the newest slot is announced", async () => {
  const seen = await watch();
  await waitFor(() => seen.slots.length === 2);
  expect(seen.slots.map(text)).toEqual(["5m 12:00", "15m 12:00"]);
  const candles = await loadCandles(BTC.exchange, BTC.symbol, "5m", START, 5_000);
  expect(candles).toHaveLength(600);
  expect(candles.at(-1)?.openAt).toBe(START - timeframeMs("5m"));
});

test("candles are read as they were stored, to the last digit and millisecond, the newest of them oldest first", async () => {
  const feed = createSimulatedFeed({ seed, startAt: START });
  await openMarketSession({ feed, speed: 60, wallNow: wallMs(Date.now()) });
  const series = { ...BTC, timeframe: "1h" } as const;
  const toCandle = (openAt: number, figures: readonly [string, string, string, string, string]): Candle => {
    const [open, high, low, close, volume] = figures;
    const exact = { open, high, low, close, volume };
    const read = Object.entries(exact).map(([name, text]) => [name, toDecimal(text)]);
    return { openAt: marketMs(openAt), ...Object.fromEntries(read) };
  };
  const stored = [
    toCandle(START - 7_200_001, ["1", "1", "1", "1", "1"]),
    toCandle(START - 3_600_000, ["100", "1200.50", "0.1", "0.000000000000000001", "0"]),
    toCandle(START - 1, ["0.00000123", "12345678901234567890.123456789012345678", "7", "10", "1000000"]),
    toCandle(START, ["2", "2", "2", "2", "2"]),
  ];
  await saveCandles(feed.source, [{ series, candles: stored }]);
  expect(await loadCandles(BTC.exchange, BTC.symbol, "1h", START, 2)).toEqual(stored.slice(1, 3));
  expect(await loadCandles(BTC.exchange, "ETH/USDT", "1h", START, 2)).toEqual([]);
});

test("a slot is announced once, after its candles are stored, and each market is fetched once", async () => {
  const stored: number[] = [];
  const seen = await watch({
    onSlot: async ({ timeframe, slotAt }) => {
      if (timeframe !== "5m") return;
      const candles = await loadCandles(BTC.exchange, BTC.symbol, timeframe, slotAt, 1);
      stored.push(slotAt, plusMs(candles.at(-1)?.openAt ?? START, timeframeMs(timeframe)));
    },
  });
  await waitFor(() => stored.length === 2);
  now = plusMs(START, 300_000);
  await waitFor(() => stored.length === 4);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(stored).toEqual([START, START, START + 300_000, START + 300_000]);
  expect(seen.fetched).toHaveLength(3);
});

test("after an outage the gap is filled and only the newest slot is announced", async () => {
  const first = await watch();
  await waitFor(() => first.slots.length === 2);
  await first.service.stop();
  now = plusMs(START, 3 * 3_600_000);
  const second = await watch();
  await waitFor(() => second.slots.length === 2);
  expect(second.slots.map(text)).toEqual(["5m 15:00", "15m 15:00"]);
  const candles = await loadCandles(BTC.exchange, BTC.symbol, "5m", now, 5_000);
  expect(candles).toHaveLength(636);
  expect(
    candles.every(
      ({ openAt }, index) => index === 0 || openAt - (candles[index - 1]?.openAt ?? 0) === 300_000,
    ),
  ).toBe(true);
});

test("ticks come once, in order, for watched markets, and the last one is kept", async () => {
  const seen = await watch();
  await waitFor(() => seen.service.feeds().filter(({ last }) => last !== null).length === 2);
  expect(seen.ticks).toEqual([]);
  for (let step = 0; step < 4; step++) {
    now = plusMs(now, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  await waitFor(() => seen.ticks.length === 32);
  expect(new Set(seen.ticks.map(({ symbol }) => symbol))).toEqual(new Set(["BTC/USDT", "BTC/ZAR"]));
  expect(seen.ticks.every(({ at }) => at > START && at <= now)).toBe(true);
  const last = seen.ticks.filter(({ symbol }) => symbol === "BTC/USDT").at(-1);
  expect(seen.service.lastTick("binance", "BTC/USDT")).toEqual(last);
  expect(seen.service.feeds()).toContainEqual(
    expect.objectContaining({
      exchange: "binance",
      symbol: "BTC/USDT",
      last: last?.last.toFixed(),
      priceDecimals: 2,
      refusedTicks: 0,
    }),
  );
});

test("a batch whose listener failed comes again, whole, before any newer one", async () => {
  let failures = 2;
  const taken: Tick[] = [];
  const seen = await watch({
    onTicks: async (ticks) => {
      if (failures-- > 0) throw new Error("busy");
      taken.push(...ticks);
    },
  });
  await waitFor(() => seen.service.feeds().filter(({ last }) => last !== null).length === 2);
  now = plusMs(START, 60_000);
  await waitFor(() => taken.length === 24);
  expect(taken.every(({ at }, index) => index === 0 || at >= (taken[index - 1]?.at ?? 0))).toBe(true);
});

test("bad ticks are refused and counted, and never reach a listener", async () => {
  const spoil = (tick: Tick, index: number): Tick => {
    if (index % 4 === 1) return { ...tick, last: tick.last.times(100), ask: tick.ask.times(100) };
    if (index % 4 === 2) return { ...tick, bid: tick.ask, ask: tick.bid };
    if (index % 4 === 3) return { ...tick, last: toDecimal("0") };
    return tick;
  };
  const seen = await watch({
    listActiveMarkets: async () => [BTC],
    wrap: (feed) => ({
      ticks: async (after, until) => (await feed.ticks(after, until)).map(after < START ? (t) => t : spoil),
    }),
  });
  await waitFor(() => seen.slots.length === 1 && seen.service.lastTick("binance", "BTC/USDT") !== undefined);
  now = plusMs(START, 60_000);
  await waitFor(() => seen.ticks.length > 0);
  expect(seen.ticks).toHaveLength(3);
  expect(seen.service.feeds()[0]?.refusedTicks).toBe(9);
  const prices = seen.ticks.map(({ last }) => last.toNumber());
  expect(Math.max(...prices) / Math.min(...prices)).toBeLessThan(1.1);
});

test("a market without candles holds the others back only for a while", async () => {
  const seen = await watch({
    wrap: (feed) => ({
      candles: async (market, timeframe, range) => {
        if (market.exchange === "luno") throw new Error("no answer");
        return feed.candles(market, timeframe, range);
      },
    }),
    listActiveMarkets: async () => [BTC, { ...LUNO, timeframe: "5m" }],
  });
  await waitFor(() => seen.slots.length === 1);
  expect(seen.fetched.filter((one) => one.startsWith("BTC/ZAR")).length).toBe(8);
  expect(seen.fetched.filter((one) => one.startsWith("BTC/USDT")).length).toBe(1);
});

test("a market that is watched for its rate alone has a price, and neither slot, stored candle nor feed of the fleet", async () => {
  const rate = { exchange: "valr", symbol: "BTC/ZAR" } as const;
  const seen = await watch({
    listActiveMarkets: async () => [BTC],
    listRateMarkets: () => [rate, { exchange: BTC.exchange, symbol: BTC.symbol }],
  });
  await waitFor(() => seen.slots.length === 1 && seen.service.rateFeeds().some(({ last }) => last !== null));
  now = plusMs(START, 300_000);
  await waitFor(() => seen.slots.length === 2 && seen.ticks.some(({ exchange }) => exchange === "valr"));
  expect(seen.service.rateFeeds().map(({ exchange, symbol }) => ({ exchange, symbol }))).toEqual([rate]);
  expect(seen.service.feeds().map(({ symbol }) => symbol)).toEqual(["BTC/USDT"]);
  expect(seen.slots.map(text)).toEqual(["5m 12:00", "5m 12:05"]);
  expect(await loadCandles("valr", "BTC/ZAR", "5m", now, 10)).toEqual([]);
});

test("a rate whose candle cannot be had holds nothing up: the fleet's slots and prices go on", async () => {
  const seen = await watch({
    wrap: (feed) => ({
      candles: (market, timeframe, range) =>
        market.exchange === "valr" ? new Promise(() => undefined) : feed.candles(market, timeframe, range),
    }),
    listActiveMarkets: async () => [BTC],
    listRateMarkets: () => [{ exchange: "valr", symbol: "BTC/ZAR" }],
  });
  await waitFor(() => seen.slots.length === 1);
  now = plusMs(START, 60_000);
  await waitFor(() => seen.ticks.length > 0);
  expect(seen.service.rateFeeds()).toMatchObject([{ symbol: "BTC/ZAR", last: null }]);
});

test("a feed that fails altogether is asked again until it answers", async () => {
  let broken = true;
  let asked = 0;
  const seen = await watch({
    wrap: (feed) => ({
      ticks: async (after, until) => {
        asked += 1;
        if (broken) throw new Error("cut");
        return feed.ticks(after, until);
      },
    }),
  });
  await waitFor(() => asked > 0);
  now = plusMs(START, 60_000);
  const before = asked;
  await waitFor(() => asked > before + 1);
  expect(seen.ticks).toEqual([]);
  broken = false;
  await waitFor(() => seen.ticks.length === 24);
});

test("only the newest candles of a series are kept", async () => {
  const seen = await watch({ listActiveMarkets: async () => [BTC] });
  await waitFor(() => seen.slots.length === 1);
  await pruneCandles(`simulated:${seed}`, BTC, 100);
  const kept: readonly Candle[] = await loadCandles(BTC.exchange, BTC.symbol, "5m", START, 5_000);
  expect(kept).toHaveLength(100);
  expect(kept.at(-1)?.openAt).toBe(START - timeframeMs("5m"));
  expect(await db.candle.count({ where: { source: `simulated:${seed}` } })).toBe(100);
});

test("does not chase a clock that moves at every look: a round takes the prices up to its beginning and rests", async () => {
  let taken = 0;
  let moving = START as number;
  const { service } = await watch({
    clocks: { market: () => marketMs(moving++), wall: () => wallMs(Date.now()) },
    wrap: (feed) => ({
      ticks: async (after, until) => {
        taken += 1;
        return feed.ticks(after, until);
      },
    }),
  });
  await new Promise((done) => setTimeout(done, 1_500));
  await service.stop();
  expect(taken).toBeGreaterThan(1);
  // about four rounds a second, and a few looks for the present price at first
  expect(taken).toBeLessThan(20);
});
