import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type MarketMs, marketMs, plusMs, wallMs } from "@/server/kernel/clock";
import { ZERO } from "@/server/kernel/money";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import type { CandleSeries, MarketFeed, Tick } from "./core/market-feed";
import { createSimulatedFeed } from "./feeds/simulated-feed";
import { loadCandles } from "./load-candles";
import { type MarketService, startMarketService } from "./market-service";
import { openMarketSession } from "./open-market-session";
import { createRulesBook } from "./rules-book";
import type { Slot } from "./slot-collector";
import { faultyFeed, spoilers } from "./testing/faulty-feed";

const START = marketMs(Date.UTC(2026, 10, 22, 12));
const MINUTES_5 = 300_000;
const BTC: CandleSeries = { exchange: "binance", symbol: "BTC/USDT", timeframe: "5m" };
const ETH: CandleSeries = { exchange: "kraken", symbol: "ETH/USD", timeframe: "5m" };
const silent = () => undefined;

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

let now: MarketMs;
let seed = 700;
const services: MarketService[] = [];
beforeEach(() => {
  now = START;
  seed++;
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

type Seen = { readonly ticks: Tick[]; readonly slots: Slot[]; readonly service: MarketService };

/** The real service over a feed with faults, on a hand-turned market clock. */
async function watch(
  wrap: (feed: MarketFeed) => MarketFeed,
  series: readonly CandleSeries[] = [BTC, ETH],
): Promise<Seen> {
  const feed = wrap(createSimulatedFeed({ seed, startAt: START }));
  await openMarketSession({ feed, speed: 60, wallNow: wallMs(Date.now()) });
  const [ticks, slots]: [Tick[], Slot[]] = [[], []];
  const wall = () => wallMs(Date.now());
  const { rulesOf } = await createRulesBook({ feed, wall, onFailed: () => undefined });
  const service = startMarketService({
    feed,
    rulesOf,
    clocks: { market: () => now, wall: () => wallMs(Date.now()) },
    listActiveMarkets: async () => series,
    onTicks: async (some) => {
      ticks.push(...some);
    },
    onSlot: async (slot) => {
      slots.push(slot);
    },
    logger: { info: silent, warn: silent, error: silent },
  });
  services.push(service);
  return { ticks, slots, service };
}

async function waitFor(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("waited in vain");
}

const ageOf = ({ service }: Seen, { exchange, symbol }: CandleSeries): number =>
  now - (service.lastTick(exchange, symbol)?.at ?? 0);
const feedOf = ({ service }: Seen, { symbol }: CandleSeries) =>
  service.feeds().find((view) => view.symbol === symbol);

describe("a feed that is cut", () => {
  const cut = {
    from: plusMs(START, 60_000),
    to: plusMs(START, 3 * MINUTES_5 + 60_000),
    now: () => now,
  };

  test("for one market: its last price ages, its slots are none, the other market goes on; back, the gap is filled", async () => {
    const seen = await watch((feed) => faultyFeed(feed, { cut: { ...cut, market: BTC } }));
    await waitFor(
      () => seen.slots.length === 1 && seen.service.lastTick("binance", "BTC/USDT") !== undefined,
    );
    expect(seen.slots[0]?.stale).toEqual([]);
    for (let slot = 1; slot <= 3; slot++) {
      now = plusMs(START, slot * MINUTES_5);
      await waitFor(() => seen.slots.length === slot + 1);
    }
    expect(seen.slots.slice(1).map(({ stale }) => stale.map(({ symbol }) => symbol))).toEqual([
      ["BTC/USDT"],
      ["BTC/USDT"],
      ["BTC/USDT"],
    ]);
    await waitFor(() => ageOf(seen, ETH) < 10_000);
    expect(ageOf(seen, BTC)).toBeGreaterThan(3 * MINUTES_5 - 60_000);
    const during = await loadCandles("binance", "BTC/USDT", "5m", now, 10);
    expect(during.at(-1)?.openAt).toBe(START - MINUTES_5);

    now = plusMs(START, 4 * MINUTES_5);
    await waitFor(() => seen.slots.length === 5 && ageOf(seen, BTC) < 10_000);
    expect(seen.slots[4]).toEqual({ timeframe: "5m", slotAt: now, stale: [] });
    const after = await loadCandles("binance", "BTC/USDT", "5m", now, 6);
    expect(after.map(({ openAt }) => (openAt - START) / MINUTES_5)).toEqual([-2, -1, 0, 1, 2, 3]);
    const lost = seen.ticks.filter(
      ({ symbol, at }) => symbol === "BTC/USDT" && at >= cut.from && at < cut.to,
    );
    expect(lost).toEqual([]);
  });

  test("altogether: no tick comes, every market's last price ages, the slots are none for all; back, all goes on", async () => {
    const seen = await watch((feed) => faultyFeed(feed, { cut }));
    await waitFor(() => seen.slots.length === 1 && seen.service.lastTick("kraken", "ETH/USD") !== undefined);
    now = plusMs(START, MINUTES_5);
    await waitFor(() => seen.slots.length === 2);
    expect(seen.slots[1]?.stale).toHaveLength(2);
    expect(seen.ticks).toEqual([]);
    expect(Math.min(ageOf(seen, BTC), ageOf(seen, ETH))).toBeGreaterThanOrEqual(MINUTES_5 - 10_000);
    now = plusMs(START, 4 * MINUTES_5);
    await waitFor(() => Math.max(ageOf(seen, BTC), ageOf(seen, ETH)) < 10_000);
    await waitFor(() => seen.slots.length === 3);
    expect(seen.slots[2]?.stale).toEqual([]);
    expect(await loadCandles("kraken", "ETH/USD", "5m", now, 700)).toHaveLength(604);
  });
});

describe("bad ticks", () => {
  test.each(Object.entries(spoilers))(
    "%s: refused, counted by reason, and nobody hears of them",
    async (reason, spoil) => {
      const bad = (tick: Tick): readonly Tick[] => (tick.at <= START ? [tick] : [tick, spoil(tick)]);
      const seen = await watch((feed) => faultyFeed(feed, { badTicks: bad }), [BTC]);
      await waitFor(
        () => seen.slots.length === 1 && seen.service.lastTick("binance", "BTC/USDT") !== undefined,
      );
      now = plusMs(START, 60_000);
      await waitFor(() => seen.ticks.length > 0);
      expect(seen.ticks).toHaveLength(12);
      expect(feedOf(seen, BTC)).toMatchObject({ refusedTicks: 12, refusedBy: { [reason]: 12 } });
      expect(seen.ticks.every(({ bid, ask, last }) => bid.gt(0) && bid.lt(ask) && last.isFinite())).toBe(
        true,
      );
    },
  );

  test("nothing but zeros: the market stays at its last believable price", async () => {
    const zero = (tick: Tick): readonly Tick[] =>
      tick.at <= START ? [tick] : [{ ...tick, last: ZERO, bid: ZERO, ask: ZERO }];
    const seen = await watch((feed) => faultyFeed(feed, { badTicks: zero }), [BTC]);
    await waitFor(() => seen.service.lastTick("binance", "BTC/USDT") !== undefined);
    const before = seen.service.lastTick("binance", "BTC/USDT");
    now = plusMs(START, 60_000);
    await waitFor(() => (feedOf(seen, BTC)?.refusedTicks ?? 0) === 12);
    expect(seen.service.lastTick("binance", "BTC/USDT")).toEqual(before);
    expect(seen.ticks).toEqual([]);
  });
});

describe("the first tick", () => {
  test("waits for a closed candle, and is measured by it", async () => {
    let broken = true;
    const seen = await watch(
      (feed) => {
        const spiked = faultyFeed(feed, { badTicks: (tick) => [spoilers.spike(tick)] });
        return {
          ...spiked,
          candles: (market, timeframe, range) =>
            broken ? Promise.reject(new Error("no answer")) : feed.candles(market, timeframe, range),
        };
      },
      [BTC],
    );
    await waitFor(() => feedOf(seen, BTC) !== undefined);
    now = plusMs(START, 30_000);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(feedOf(seen, BTC)).toMatchObject({ last: null, refusedTicks: 0 });
    broken = false;
    await waitFor(() => (feedOf(seen, BTC)?.refusedBy.spike ?? 0) > 0);
    now = plusMs(START, 60_000);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(feedOf(seen, BTC)).toMatchObject({ last: null });
    expect(seen.ticks).toEqual([]);
  });

  test("is measured by the stored candle after a restart inside a slot", async () => {
    const first = await watch((feed) => feed, [BTC]);
    await waitFor(() => first.slots.length === 1);
    await first.service.stop();
    now = plusMs(START, 20_000);
    const second = await watch(
      (feed) => faultyFeed(feed, { badTicks: (tick) => [tick, spoilers.spike(tick)] }),
      [BTC],
    );
    await waitFor(() => second.service.lastTick("binance", "BTC/USDT") !== undefined);
    expect(feedOf(second, BTC)?.refusedBy).toMatchObject({ spike: expect.any(Number) });
  });
});

describe("closed candles that cannot be believed", () => {
  /** Candles from the start on, the k-th with all prices times `factor(k)`. */
  const scaled =
    (factor: (place: number) => number) =>
    (feed: MarketFeed): MarketFeed => ({
      ...feed,
      candles: async (...asked) =>
        (await feed.candles(...asked)).map((candle) => {
          const times = candle.openAt < START ? 1 : factor((candle.openAt - START) / MINUTES_5);
          const [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map((price) =>
            price.times(times),
          ) as [typeof candle.open, typeof candle.open, typeof candle.open, typeof candle.open];
          return { ...candle, open, high, low, close };
        }),
    });
  const goOn = async (seen: Seen, slots: number) => {
    await waitFor(() => seen.slots.length === 1);
    for (let slot = 1; slot <= slots; slot++) {
      now = plusMs(START, slot * MINUTES_5);
      await waitFor(() => seen.slots.length === slot + 1);
    }
    const stored = await loadCandles("binance", "BTC/USDT", "5m", now, slots);
    return stored.filter(({ openAt }) => openAt >= START).map(({ openAt }) => (openAt - START) / MINUTES_5);
  };

  test("a spike is stored nowhere, makes its slot none for that market, and is counted once", async () => {
    const seen = await watch(
      scaled((place) => (place === 1 ? 100 : 1)),
      [BTC],
    );
    expect(await goOn(seen, 4)).toEqual([0, 2, 3]);
    expect(seen.slots.map(({ stale }) => stale.length)).toEqual([0, 0, 1, 0, 0]);
    expect(feedOf(seen, BTC)?.refusedBy).toMatchObject({ spike: 1 });
  });

  test("a market that truly moved comes back with its second candle", async () => {
    const seen = await watch(
      scaled((place) => (place >= 1 ? 8 : 1)),
      [BTC],
    );
    expect(await goOn(seen, 4)).toEqual([0, 1, 2, 3]);
    expect(seen.slots.map(({ stale }) => stale.length)).toEqual([0, 0, 1, 0, 0]);
  });
});
