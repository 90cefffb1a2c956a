import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createLeadership, type Leadership } from "@/server/execution/lead";
import { settleOrders } from "@/server/execution/settle-orders";
import { toDecimal } from "@/server/kernel/money";
import type { Candle } from "@/server/market/core/candle";
import type { MarketFeed } from "@/server/market/core/market-feed";
import { createRulesBook } from "@/server/market/rules-book";
import { db } from "@/server/platform/db";
import { logger } from "@/server/platform/logger";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { startTrader, type Trader } from "./start-trader";
import { type Fixture, openFixture } from "./testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
let trader: Trader | undefined;
let superseded: number;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  superseded = 0;
  fixture = await openFixture(database, { bots: ["Zeus", "Apollo"] });
});
afterEach(async () => {
  await trader?.stop();
  trader = undefined;
  await fixture?.close();
});

/** A trader on the fixture's clocks and prices that does what a test lets it do: its loops see no leader. */
async function start(
  candles: MarketFeed["candles"],
  leadership?: Leadership,
  ready: (trader: Trader) => PromiseLike<unknown> = (one) => one.drained(),
) {
  const { runtime } = fixture.lifecycle;
  const token = runtime.leaderToken();
  let leads = false;
  const stub: Leadership = {
    token: () => (leads ? token : null),
    tryLead: async () => false,
    leader: async () => null,
    resign: async () => undefined,
  };
  trader = await startTrader({
    feed: { ...fixture.feed, candles },
    rules: await createRulesBook({
      feed: fixture.feed,
      wall: runtime.clocks.wall,
      onFailed: () => undefined,
    }),
    clocks: runtime.clocks,
    speed: 60,
    leadership: leadership ?? stub,
    lastTick: runtime.lastTick,
    onChanged: () => undefined,
    onSuperseded: () => {
      superseded += 1;
    },
    log: logger("test"),
  });
  leads = true;
  await ready(trader);
  return trader;
}

const tickAt = (price: string) => {
  const tick = fixture.lifecycle.runtime.lastTick("binance", "BTC/USDT");
  if (!tick) throw new Error("no price");
  const last = toDecimal(price);
  const next = { ...tick, at: fixture.lifecycle.now(), last, bid: last, ask: last };
  fixture.lifecycle.show(next);
  return [next];
};
async function show(to: Trader, ticks: Parameters<Trader["onTicks"]>[0]) {
  await to.onTicks(ticks);
  await to.drained();
}
const exits = () => db.order.findMany({ where: { purpose: "exit" }, select: { reasonCode: true } });
const high = (price: string): Candle => {
  const value = toDecimal(price);
  return {
    openAt: fixture.lifecycle.now(),
    open: value,
    high: value,
    low: value,
    close: value,
    volume: value,
  };
};

// Guards the stops: a position nobody watches has none.
it("a position opened while the positions are read is watched from the next price on", async () => {
  const { manners, lifecycle, botIds } = fixture;
  const apollo = botIds[1] ?? "";
  manners.findOrder = async (account, id) => {
    const order = await db.order.findUnique({ where: { clientOrderId: id } });
    if (order?.botId === apollo) throw new Error("502");
    return lifecycle.venue.findOrder(account, id);
  };
  await fixture.enter();
  expect(await db.position.count()).toBe(1);
  const started = await start(async () => {
    if (trader) await settleOrders(trader.runtime);
    return [];
  });
  await show(started, tickAt("105"));
  expect(await db.position.count()).toBe(2);
  await show(started, tickAt("90"));
  expect(await exits()).toHaveLength(2);
});

it("a venue is known by its name only: an unknown one is refused", async () => {
  const { runtime } = await start(async () => []);
  expect(runtime.portOf("paper:binance")).not.toBe(runtime.portOf("paper:luno"));
  expect(() => runtime.portOf("binance")).toThrow(/No venue here is called binance/);
});

it("the stop holds when the past of the price cannot be read", async () => {
  await fixture.enter();
  const started = await start(() => Promise.reject(new Error("no candles now")));
  await show(started, tickAt("90"));
  expect(await exits()).toEqual([{ reasonCode: "stop_loss" }, { reasonCode: "stop_loss" }]);
});

it("new prices wait for nothing: what they ask for is handed over, and no past is waited for", async () => {
  await fixture.enter();
  let read = () => {};
  const candles = new Promise<readonly Candle[]>((done) => {
    read = () => done([]);
  });
  const started = await start(
    () => candles,
    undefined,
    (one) => expect.poll(one.watchedStops).toBe(2),
  );
  let answered = false;
  void started.onTicks(tickAt("90")).then(() => {
    answered = true;
  });
  // a few turns of promises, in which no query and no call can end
  for (let turn = 0; turn < 5; turn++) await null;
  expect(answered).toBe(true);
  await expect.poll(exits).toEqual([{ reasonCode: "stop_loss" }, { reasonCode: "stop_loss" }]);
  read();
});

it("after a restart a trailing stop knows a peak older than the fine candles", async () => {
  await fixture.enter();
  await db.position.updateMany({ data: { targetPrice: null } });
  const peaks: { readonly [timeframe: string]: string } = { "1m": "110", "1h": "130" };
  const started = await start(async (_market, timeframe) => {
    const peak = peaks[timeframe];
    return peak ? [high(peak)] : [];
  });
  await show(started, tickAt("120"));
  expect(await exits()).toEqual([{ reasonCode: "trailing_stop" }, { reasonCode: "trailing_stop" }]);
});

it("prices that were lost are read anew: a trailing stop knows the peak it did not see", async () => {
  await fixture.enter();
  await db.position.updateMany({ data: { targetPrice: null } });
  let peak: string | null = null;
  const started = await start(async () => (peak ? [high(peak)] : []));
  await show(started, tickAt("106"));
  expect(await exits()).toEqual([]);
  // it went to 130 while nobody could see it
  peak = "130";
  started.onGap({ kind: "gap", after: fixture.lifecycle.now(), until: fixture.lifecycle.now() });
  await show(started, tickAt("120"));
  await expect.poll(exits).toEqual([{ reasonCode: "trailing_stop" }, { reasonCode: "trailing_stop" }]);
});

it("says so when another worker has taken the lead, and sends nothing", async () => {
  await fixture.enter();
  const late = createLeadership({ holder: "late", onLost: () => undefined });
  const started = await start(async () => [], late);
  await show(started, tickAt("90"));
  expect(await exits()).toEqual([]);
  expect(started.leads()).toBe(false);
  await expect.poll(() => superseded).toBeGreaterThan(0);
});

it("a leader whose lock falls while it takes the lead does not lead", async () => {
  await fixture.lifecycle.close();
  let fell = false;
  const leadership: Leadership = createLeadership({
    holder: "unlucky",
    onLost: () => undefined,
    now: () => {
      // asked for in the middle of taking the lead
      if (!fell) void leadership.resign();
      fell = true;
      return 0;
    },
  });
  expect(await leadership.tryLead()).toBe(false);
  expect(fell).toBe(true);
  expect(leadership.token()).toBeNull();
});
