import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { ExchangePort, OrderRequest } from "@/server/exchange/core/exchange-port";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";
import { reconcile } from "./reconcile";
import { settleLateArrivals } from "./settle-late-arrivals";
import { settleOrders } from "./settle-orders";

const BOTS = ["Zeus", "Apollo", "Hera", "Athena", "Hermes"];

let database: TestDatabase;
let fixture: Fixture;
let asked: string[];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());
/** Five bots with an order each at the venue, of which a price has just traded what it could. */
beforeEach(async () => {
  fixture = await openFixture(database, { bots: BOTS, volume: "100", settings: UNPACED });
  await fixture.tick("105", 500);
  await fixture.tick("105", 600);
  expect(await statuses()).toEqual({ ack: BOTS.length });
  count();
});

const statuses = async () => {
  const groups = await db.order.groupBy({ by: ["status"], _count: true });
  return Object.fromEntries(groups.map(({ status, _count }) => [status, _count]));
};

/** Notes every question to the venue from here on. */
function count(): void {
  asked = [];
  const { runtime } = fixture.lifecycle;
  const { portOf } = runtime;
  Object.assign(runtime, {
    portOf: (venue: string): ExchangePort => {
      const port = portOf(venue);
      const noted =
        <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
        (...args: A): Promise<R> => {
          asked.push(name);
          return call(...args);
        };
      return {
        ...port,
        findOrder: noted("order", port.findOrder),
        listOpenOrders: noted("open", port.listOpenOrders),
        listTrades: noted("trades", port.listTrades),
      };
    },
  });
}

/** A price that only the venue hears of. */
async function match(price: string, afterMs = 1_000): Promise<void> {
  const { lifecycle } = fixture;
  const last = toDecimal(price);
  const tick = {
    exchange: "binance" as const,
    symbol: "BTC/USDT",
    at: plusMs(lifecycle.now(), afterMs),
    last,
    bid: last,
    ask: last,
  };
  lifecycle.show(tick);
  await lifecycle.venue.match([tick]);
}

// Guards the pace, and the venue's rate limit: one question for many orders.
it("many orders of an account are settled by two questions", async () => {
  await settleOrders(fixture.lifecycle.runtime);
  // nothing moved: the list of open orders says so
  expect(asked).toEqual(["open"]);
  asked.length = 0;
  await match("105");
  await settleOrders(fixture.lifecycle.runtime);
  expect(asked).toEqual(["open", "trades"]);
  const orders = await db.order.findMany({ include: { fills: true } });
  const venueOrders = new Map((await db.paperOrder.findMany()).map((one) => [one.clientOrderId, one]));
  expect(orders.some((order) => order.status === "partial")).toBe(true);
  for (const order of orders)
    expect(order.filled.toFixed()).toBe(venueOrders.get(order.clientOrderId)?.filled.toFixed());
  for (let round = 0; round < 12; round++) {
    await match("105", 61_000);
    await settleOrders(fixture.lifecycle.runtime);
  }
  expect(await statuses()).toEqual({ filled: BOTS.length });
  expect(await db.fill.count()).toBe(await db.paperTrade.count());
  expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
});

it("an order that the lists do not show is asked for by its own id before anything is made of it", async () => {
  fixture.manners.listOpenOrders = async (account, symbols) =>
    (await fixture.lifecycle.venue.listOpenOrders(account, symbols)).slice(1);
  await settleOrders(fixture.lifecycle.runtime);
  expect(asked).toEqual(["open", "trades", "order"]);
  expect(await statuses()).toEqual({ ack: BOTS.length });
});

it("a list that does not come is no answer: nothing changes, and nobody is asked in its place", async () => {
  await match("105");
  fixture.manners.listTrades = () => Promise.reject(new Error("502"));
  await settleOrders(fixture.lifecycle.runtime);
  expect(asked).toEqual(["open", "trades"]);
  expect(await statuses()).toEqual({ ack: BOTS.length });
  delete fixture.manners.listTrades;
  await settleOrders(fixture.lifecycle.runtime);
  expect(await db.fill.count()).toBeGreaterThan(0);
});

it("an order that filled between both lists is booked whole, once", async () => {
  fixture.recent.perMinute = toDecimal("100000");
  const { venue } = fixture.lifecycle;
  fixture.manners.listOpenOrders = async (account, symbols) => {
    const listed = await venue.listOpenOrders(account, symbols);
    await match("105");
    // some of it had traded when the list was made
    return listed.map((one) => ({ ...one, filled: toDecimal("0.001") }));
  };
  await settleOrders(fixture.lifecycle.runtime);
  delete fixture.manners.listOpenOrders;
  await settleOrders(fixture.lifecycle.runtime);
  expect(await statuses()).toEqual({ filled: BOTS.length });
  expect(await db.fill.count()).toBe(BOTS.length);
});

it("what ended is looked for again by two questions, and asked for one by one only where it shows up", async () => {
  await db.bot.updateMany({ data: { status: "paused" } });
  await settleOrders(fixture.lifecycle.runtime);
  expect(await statuses()).toEqual({ cancelled: BOTS.length });
  asked.length = 0;
  expect(await settleLateArrivals(fixture.lifecycle.runtime)).toEqual({ booked: 0 });
  expect(asked).toEqual(["open", "trades"]);
  // a trade that the venue tells late
  const order = await db.paperOrder.findFirstOrThrow();
  const { userId, book, venue, symbol, side, id: orderId } = order;
  const trade = { userId, book, venue, symbol, side, orderId, price: "105", amount: "0.1", fee: "0.0001" };
  await db.paperTrade.create({
    data: { ...trade, feeAsset: "BTC", marketAt: new Date(fixture.lifecycle.now()) },
  });
  asked.length = 0;
  expect(await settleLateArrivals(fixture.lifecycle.runtime)).toEqual({ booked: 1 });
  expect(asked).toEqual(["open", "trades", "order"]);
});

it("an open order that nobody here wrote is told when the books are compared", async () => {
  const { lifecycle } = fixture;
  const mine = await db.order.findFirstOrThrow();
  const request: OrderRequest = {
    userId: fixture.userId,
    book: "demo",
    venue: mine.venue,
    clientOrderId: "by-hand",
    symbol: "BTC/USDT",
    base: "BTC",
    quote: "USDT",
    side: "buy",
    type: "limit",
    limitPrice: toDecimal("50"),
    amount: toDecimal("1"),
    postOnly: false,
    stopPrice: null,
    deadline: plusMs(lifecycle.runtime.clocks.wall(), 1_000),
  };
  await lifecycle.venue.createOrder(request);
  await reconcile(lifecycle.runtime);
  expect(lifecycle.failures.map(({ error }) => String(error))).toEqual([
    expect.stringContaining("1 open orders at paper:binance are not ours, the first BTC/USDT"),
  ]);
});
