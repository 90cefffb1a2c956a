import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { requestExit } from "@/server/execution/request-exit";
import { marketMs, plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { reconcile } from "./reconcile";
import { sendIntents } from "./send-orders";
import { settleLateArrivals } from "./settle-late-arrivals";
import { settleOrders } from "./settle-orders";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

const REST_MS = 60_000;
const lose = () => Promise.reject(new Error("socket hang up"));
const orders = () =>
  db.order.findMany({
    where: { botId: fixture.botId },
    orderBy: { wallAt: "asc" },
    include: { fills: true },
  });
const statuses = async () => (await orders()).map((order) => `${order.purpose} ${order.status}`);
const money = async () =>
  `${await fixture.balance("USDT", "allocated")} + ${await fixture.balance("USDT", "in_orders")} in orders`;
const position = async () => {
  const [open] = await listOpenPositions({});
  if (!open) throw new Error("no position");
  return open;
};

/** A limit buy at 100 that rests below a market at 105. */
async function rest(): Promise<void> {
  const { orderIds } = await fixture.plan();
  const [planned] = await orders();
  if (!planned) throw new Error("nothing was planned");
  const restMarketUntil = plusMs(marketMs(planned.marketAt), REST_MS);
  const limit = {
    type: "limit",
    limitPrice: "100",
    postOnly: true,
    restMarketUntil: new Date(restMarketUntil),
  };
  await db.order.update({ where: { id: planned.id }, data: limit });
  expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 1 });
  await fixture.tick("105", 500);
  expect(await statuses()).toEqual(["entry ack"]);
}
/** What the guards write when a book has lost too much. */
const bar = (breach: { lockedUntil?: number; haltedMarketAt?: number }) => {
  const { userId } = fixture;
  const at = new Date(fixture.lifecycle.now());
  const none = { peakProfit: "0", dayKey: "2026-01-05", dayProfit: "0", lastProfit: "0", lastMarketAt: at };
  const dates = Object.fromEntries(Object.entries(breach).map(([name, ms]) => [name, new Date(ms)]));
  const part = { userId, book: "demo", scope: "part", subject: "USDT", updatedWallAt: at } as const;
  return db.riskGuard.create({ data: { ...part, ...none, ...dates } });
};
/** A tenth of ten coins a minute is ours. */
const SLOW = { volume: "10" } as const;

// Guards the money of orders that nobody wants any more: they end on the venue's proof, with all they traded booked.
describe("a resting entry", () => {
  it("that is not filled in time is cancelled and gives back all it held", async () => {
    fixture = await openFixture(database);
    await rest();
    await fixture.tick("105", REST_MS - 1_000);
    expect(await statuses()).toEqual(["entry ack"]);
    await fixture.tick("105");
    const [order] = await orders();
    expect(order).toMatchObject({
      status: "cancelled",
      statusReason: "not filled in time",
      endCode: "rest_timeout",
    });
    expect(await money()).toBe("1000 + 0 in orders");
    expect(await db.paperOrder.findFirst()).toMatchObject({ status: "canceled" });
    expect(await db.auditEntry.count({ where: { action: "order.cancel_asked" } })).toBe(1);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("rests its whole time from when it was sent, however long it waited for its turn", async () => {
    fixture = await openFixture(database);
    const { orderIds } = await fixture.plan();
    const [planned] = await orders();
    const restMarketUntil = plusMs(marketMs(planned?.marketAt ?? new Date(0)), REST_MS);
    const limit = { type: "limit", limitPrice: "100", restMarketUntil: new Date(restMarketUntil) };
    await db.order.updateMany({ data: limit });
    await fixture.tick("105", 50_000);
    await sendIntents(fixture.lifecycle.runtime, orderIds);
    const [sent] = await orders();
    expect(sent?.restMarketUntil?.getTime()).toBe((sent?.sentMarketAt?.getTime() ?? 0) + REST_MS);
  });

  it.each([
    ["bot_paused", () => db.bot.updateMany({ data: { status: "paused" } })],
    ["halted", () => db.tradingMode.updateMany({ data: { halted: true } })],
    ["entries_stopped", () => db.tradingMode.updateMany({ data: { entriesStopped: true } })],
    ["daily_loss_lock", () => bar({ lockedUntil: plusMs(fixture.lifecycle.now(), 3_600_000) })],
    ["book_halted", () => bar({ haltedMarketAt: fixture.lifecycle.now() })],
  ])("is taken back at once: %s", async (endCode, stop) => {
    fixture = await openFixture(database);
    await rest();
    await stop();
    await settleOrders(fixture.lifecycle.runtime);
    expect(await orders()).toMatchObject([{ status: "cancelled", endCode }]);
    expect(await money()).toBe("1000 + 0 in orders");
  });

  it("whose cancel gets no answer is asked again; it ends on the venue's word, not on ours", async () => {
    fixture = await openFixture(database);
    await rest();
    fixture.manners.cancelOrder = lose;
    await fixture.tick("105", REST_MS);
    await settleOrders(fixture.lifecycle.runtime);
    expect(await orders()).toMatchObject([{ status: "ack", cancelCode: "rest_timeout" }]);
    expect(await db.auditEntry.count({ where: { action: "order.cancel_asked" } })).toBe(1);
    delete fixture.manners.cancelOrder;
    await settleOrders(fixture.lifecycle.runtime);
    expect(await statuses()).toEqual(["entry cancelled"]);
  });

  it("filled while its cancel was on the way is booked in full, once", async () => {
    fixture = await openFixture(database);
    await rest();
    fixture.manners.cancelOrder = async (account, id) => {
      const { runtime, venue } = fixture.lifecycle;
      const known = runtime.lastTick("binance", "BTC/USDT");
      if (!known) throw new Error("no price");
      const last = toDecimal("99");
      await venue.match([{ ...known, at: plusMs(known.at, 1_000), last, bid: last, ask: last }]);
      return venue.cancelOrder(account, id);
    };
    await fixture.tick("105", REST_MS);
    const [order] = await orders();
    expect(order).toMatchObject({ status: "filled" });
    expect(order?.fills.map(({ price, liquidity }) => `${price} ${liquidity}`)).toEqual(["100 maker"]);
    expect(await fixture.balance("USDT", "in_orders")).toBe("0");
    await settleOrders(fixture.lifecycle.runtime);
    expect(await db.fill.count()).toBe(1);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("filled in part, then timed out: the part is kept, exactly the rest is freed, the position is guarded", async () => {
    fixture = await openFixture(database, SLOW);
    await rest();
    await fixture.tick("99", 30_000);
    expect(await statuses()).toEqual(["entry partial"]);
    const part = await position();
    expect(part.boughtAmount.toFixed()).toBe("1");
    await fixture.tick("101", REST_MS);
    const [order] = await orders();
    expect(order).toMatchObject({ status: "cancelled", statusReason: "not filled in time, after 1" });
    expect(await money()).toBe("900 + 0 in orders");
    expect((await position()).amount.toFixed()).toBe(part.amount.toFixed());
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
    await fixture.tick("90");
    expect((await statuses()).at(-1)).toBe("exit ack");
  });

  it("filled in several parts makes one position that grows; what is held back shrinks with each", async () => {
    fixture = await openFixture(database, SLOW);
    await rest();
    await db.order.updateMany({ data: { restMarketUntil: null } });
    const held = toDecimal(await fixture.balance("USDT", "in_orders"));
    for (const parts of [1, 2]) {
      await fixture.tick("99", 61_000);
      const { boughtQuote } = await position();
      expect(boughtQuote.gte(parts * 100)).toBe(true);
      expect(held.minus(await fixture.balance("USDT", "in_orders")).toFixed()).toBe(boughtQuote.toFixed());
    }
    await fixture.tick("99", 61_000);
    expect(await statuses()).toEqual(["entry filled"]);
    expect(await fixture.balance("USDT", "in_orders")).toBe("0");
    expect(await db.position.count()).toBe(1);
    expect((await position()).boughtAmount.toFixed()).toBe((await orders())[0]?.amount.toFixed());
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("that rests for hours is not given up because two look-ups, hours apart, missed it", async () => {
    fixture = await openFixture(database);
    await rest();
    await db.order.updateMany({ data: { restMarketUntil: null } });
    for (let round = 0; round < 3; round++) {
      fixture.lifecycle.waitWall(3_600_000);
      fixture.manners.findOrder = async () => null;
      await settleOrders(fixture.lifecycle.runtime);
      delete fixture.manners.findOrder;
      await settleOrders(fixture.lifecycle.runtime);
    }
    expect(await orders()).toMatchObject([{ status: "ack", lookups: 0 }]);
  });

  it("is taken back when its position is being closed; what is left of it buys nothing any more", async () => {
    fixture = await openFixture(database, SLOW);
    await rest();
    await fixture.tick("99", 10_000);
    expect(await statuses()).toEqual(["entry partial"]);
    await fixture.tick("90", 5_000);
    await settleOrders(fixture.lifecycle.runtime);
    const [entry] = await orders();
    expect(entry).toMatchObject({ status: "cancelled", cancelCode: "exit_requested" });
    for (let round = 0; round < 6; round++) {
      fixture.lifecycle.waitWall(2_000);
      await fixture.tick("90", 61_000);
    }
    expect(await db.position.count({ where: { status: "open" } })).toBe(0);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("that arrives after it was given up is taken back", async () => {
    fixture = await openFixture(database);
    await rest();
    await db.order.updateMany({ data: { status: "expired" } });
    await settleLateArrivals(fixture.lifecycle.runtime);
    expect(await db.paperOrder.findFirst()).toMatchObject({ status: "canceled" });
  });
});

describe("an exit", () => {
  it("that is filled in part and still works is not asked a second time, and sells what is held, no more", async () => {
    fixture = await openFixture(database, { volume: "60" });
    await fixture.enter();
    expect(await statuses()).toEqual(["entry filled"]);
    Object.assign(fixture.recent, { perMinute: toDecimal("10") });
    for (let round = 0; round < 8; round++) {
      fixture.lifecycle.waitWall(2_000);
      await fixture.tick("90", 30_000);
      expect(await db.order.count({ where: { purpose: "exit" } })).toBe(1);
    }
    const [, exit] = await orders();
    expect(exit?.fills.length).toBeGreaterThan(1);
    expect(exit?.status).toBe("filled");
    const sold = exit?.fills.reduce((sum, fill) => sum.plus(fill.amount.toFixed()), toDecimal("0"));
    expect(sold?.toFixed()).toBe(exit?.amount.toFixed());
    expect(await db.position.count({ where: { status: "open" } })).toBe(0);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("at market comes after a limit exit that rests: that one is taken back first, its fills are booked", async () => {
    fixture = await openFixture(database);
    await fixture.enter();
    const held = await position();
    const first = await requestExit(fixture.lifecycle.runtime, held, {
      reasonCode: "user",
      price: toDecimal("105"),
      words: "by hand",
    });
    await db.order.update({
      where: { id: first?.orderId ?? "" },
      data: { type: "limit", limitPrice: "120" },
    });
    await sendIntents(fixture.lifecycle.runtime, [first?.orderId ?? ""]);
    await fixture.tick("105");
    expect((await statuses()).at(-1)).toBe("exit ack");
    await fixture.tick("90");
    fixture.lifecycle.waitWall(2_000);
    await settleOrders(fixture.lifecycle.runtime);
    await fixture.tick("90");
    await fixture.tick("90");
    const exits = (await orders()).filter(({ purpose }) => purpose === "exit");
    expect(exits.map(({ status, reasonCode }) => `${reasonCode} ${status}`)).toEqual([
      "user cancelled",
      "stop_loss filled",
    ]);
    expect(exits[1]?.stopPrice?.toFixed(2)).toBe(held.stopPrice.toFixed(2));
    expect(await db.position.count({ where: { status: "open" } })).toBe(0);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });
});
