import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createVenueRegistry } from "@/server/exchange/venue-registry";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal, ZERO } from "@/server/kernel/money";
import { timeframeMs } from "@/server/market/core/candle";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { HAND_MARKET, HAND_TIMEFRAME, handRules } from "@/server/worker/testing/hand-feed";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { createLeadership } from "./lead";
import { reconcile } from "./reconcile";
import { sendIntents, sendWaitingIntents } from "./send-orders";
import { settleLateArrivals } from "./settle-late-arrivals";
import { settleOrders } from "./settle-orders";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  fixture = await openFixture(database);
});
afterEach(() => fixture?.close());

const orders = () =>
  db.order.findMany({
    where: { botId: fixture.botId },
    orderBy: { wallAt: "asc" },
    include: { fills: true },
  });

const statuses = async () => (await orders()).map((order) => `${order.purpose} ${order.status}`);
const venueOrders = () => db.paperOrder.count();
/** Past the deadline of what was sent, looked up as often as it takes. */
async function settleTwice() {
  for (let round = 0; round < 3; round++) {
    fixture.lifecycle.waitWall(6_000);
    await settleOrders(fixture.lifecycle.runtime);
  }
}
const lose = () => Promise.reject(new Error("socket hang up"));

// Guards the promise that no order is ever sent twice and none is lost.
describe("the answer of the venue", () => {
  it("accepted, but lost: the order is looked up, adopted and filled once", async () => {
    fixture.manners.createOrder = async (request) => {
      await fixture.lifecycle.venue.createOrder(request);
      return lose();
    };
    await fixture.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry filled"]);
    expect(await venueOrders()).toBe(1);
    expect(fixture.created).toHaveLength(1);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("dropped before arrival: an entry is given up after two definitive look-ups and never sent again", async () => {
    fixture.manners.createOrder = lose;
    await fixture.enter();
    expect(await statuses()).toEqual(["entry unknown"]);
    fixture.manners.findOrder = lose;
    await settleTwice();
    expect(await statuses()).toEqual(["entry unknown"]);
    delete fixture.manners.findOrder;
    await settleTwice();
    expect(await statuses()).toEqual(["entry expired"]);
    expect(await fixture.balance("USDT", "in_orders")).toBe("0");
    expect(await fixture.balance("USDT", "allocated")).toBe("1000");
    await fixture.tick("105");
    await sendWaitingIntents(fixture.lifecycle.runtime);
    expect(fixture.created).toHaveLength(1);
  });

  it("a definitive no ends the order and frees what it held", async () => {
    fixture.manners.createOrder = async () => ({
      kind: "rejected",
      reason: "value is below 5",
      because: "order",
    });
    await fixture.enter();
    expect(await statuses()).toEqual(["entry rejected"]);
    expect(await fixture.balance("USDT", "in_orders")).toBe("0");
    expect(await fixture.balance("USDT", "allocated")).toBe("1000");
  });

  it("an exit that was dropped is asked again until the bot is flat", async () => {
    await fixture.enter();
    fixture.manners.createOrder = lose;
    await fixture.tick("90");
    expect(await statuses()).toEqual(["entry filled", "exit unknown"]);
    await settleTwice();
    expect(await statuses()).toEqual(["entry filled", "exit expired"]);
    delete fixture.manners.createOrder;
    await fixture.tick("90");
    await fixture.tick("90");
    expect(await statuses()).toEqual(["entry filled", "exit expired", "exit filled"]);
    expect(await db.position.count({ where: { status: "open" } })).toBe(0);
    // the fee was taken in coins: what is left of them is below the lot
    expect(toDecimal(await fixture.balance("BTC", "allocated")).lt(handRules.lotSize)).toBe(true);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("comes late, after the order was looked up: an accepted order is adopted", async () => {
    fixture.manners.createOrder = async (request) => {
      // the venue takes its time; meanwhile the first look-up finds nothing
      fixture.lifecycle.waitWall(5_100);
      await settleOrders(fixture.lifecycle.runtime);
      const answer = await fixture.lifecycle.venue.createOrder({
        ...request,
        deadline: fixture.lifecycle.runtime.clocks.wall(),
      });
      return answer;
    };
    await fixture.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry filled"]);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("an order that shows up after it was given up is booked", async () => {
    let late: Parameters<typeof fixture.lifecycle.venue.createOrder>[0] | null = null;
    fixture.manners.createOrder = async (request) => {
      late = request;
      return lose();
    };
    await fixture.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry expired"]);
    if (!late) throw new Error("nothing was sent");
    const deadline = fixture.lifecycle.runtime.clocks.wall();
    await fixture.lifecycle.venue.createOrder({
      ...(late as object as { deadline: typeof deadline }),
      deadline,
    } as never);
    await fixture.tick("105");
    await settleTwice();

    expect(await settleLateArrivals(fixture.lifecycle.runtime)).toEqual({ booked: 1 });
    expect(await settleLateArrivals(fixture.lifecycle.runtime)).toEqual({ booked: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
    expect(await db.position.count({ where: { status: "open" } })).toBe(1);
    const [order] = await orders();
    expect(order?.filled.toFixed()).toBe(order?.fills[0]?.amount.toFixed());
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("cancelled, its trades shown later: the trades are booked", async () => {
    await fixture.tick("105", 500);
    let hide = true;
    fixture.manners.findOrder = async (account, id) => {
      const found = await fixture.lifecycle.venue.findOrder(account, id);
      // the venue's own total lags behind as its trades do
      return found && { ...found, status: "canceled", ...(hide ? { filled: ZERO, trades: [] } : {}) };
    };
    await fixture.tick("105", 600);
    await fixture.tick("105");
    expect(await statuses()).toEqual(["entry cancelled"]);
    hide = false;

    expect(await settleLateArrivals(fixture.lifecycle.runtime)).toEqual({ booked: 1 });
    expect(await db.position.count({ where: { status: "open" } })).toBe(1);
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });
});

describe("an order the venue calls closed", () => {
  it("with trades missing gets time for them, then frees the bot; they are booked when they show", async () => {
    let hide = true;
    fixture.manners.findOrder = async (account, id) => {
      const found = await fixture.lifecycle.venue.findOrder(account, id);
      return found && { ...found, status: "closed", trades: hide ? [] : found.trades };
    };
    await fixture.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry ack"]);
    fixture.lifecycle.waitWall(60_000);
    await settleOrders(fixture.lifecycle.runtime);
    expect(await statuses()).toEqual(["entry cancelled"]);
    expect(await fixture.balance("USDT", "in_orders")).toBe("0");
    hide = false;
    expect(await settleLateArrivals(fixture.lifecycle.runtime)).toEqual({ booked: 1 });
    expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
  });

  it("and an acknowledged one that a look-up misses for a while is not given up", async () => {
    let isHidden = true;
    fixture.manners.findOrder = async (account, id) =>
      isHidden ? null : fixture.lifecycle.venue.findOrder(account, id);
    await fixture.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry ack"]);
    isHidden = false;
    await settleTwice();
    expect(await statuses()).toEqual(["entry filled"]);
  });
});

describe("a stop", () => {
  it("fires once, however often the price says so", async () => {
    await fixture.enter();
    await fixture.tick("90", 10);
    await fixture.tick("89", 10);
    await fixture.tick("88", 10);
    expect(await statuses()).toEqual(["entry filled", "exit ack"]);
    await fixture.tick("88");
    expect(await statuses()).toEqual(["entry filled", "exit filled"]);
    expect(fixture.created).toHaveLength(2);
  });

  it("is asked again after a rejection until flat, in growing steps and not at every tick", async () => {
    await fixture.enter();
    fixture.manners.createOrder = async () => ({ kind: "rejected", reason: "try later", because: "later" });
    for (let round = 0; round < 20; round++) await fixture.tick("90", 100);
    expect((await statuses()).filter((status) => status === "exit rejected")).toHaveLength(1);
    fixture.lifecycle.waitWall(1_500);
    for (let round = 0; round < 20; round++) await fixture.tick("90", 100);
    expect((await statuses()).filter((status) => status === "exit rejected")).toHaveLength(2);
    delete fixture.manners.createOrder;
    fixture.lifecycle.waitWall(5_000);
    await fixture.tick("90");
    await fixture.tick("90");
    expect((await statuses()).at(-1)).toBe("exit filled");
    expect(await db.position.count({ where: { status: "open" } })).toBe(0);
  });

  it("is asked again although the clock was set back an hour", async () => {
    await fixture.enter();
    fixture.manners.createOrder = async () => ({ kind: "rejected", reason: "try later", because: "later" });
    await fixture.tick("90");
    fixture.lifecycle.waitWall(-3_600_000);
    delete fixture.manners.createOrder;
    await fixture.tick("90");
    await fixture.tick("90");
    expect(await statuses()).toContain("exit filled");
  });

  it("that was lost is given up and asked again although the clock was set back an hour", async () => {
    await fixture.enter();
    fixture.manners.createOrder = lose;
    await fixture.tick("90");
    fixture.lifecycle.waitWall(-3_600_000);
    await settleOrders(fixture.lifecycle.runtime);
    await settleOrders(fixture.lifecycle.runtime);
    expect(await statuses()).toContain("exit expired");
    delete fixture.manners.createOrder;
    await fixture.tick("90");
    await fixture.tick("90");
    expect(await statuses()).toContain("exit filled");
  });

  it("works while paused, halted and with entries stopped", async () => {
    await fixture.enter();
    await db.bot.updateMany({ data: { status: "paused" } });
    await db.tradingMode.updateMany({ data: { halted: true, entriesStopped: true, paper: false } });
    await fixture.tick("90");
    await fixture.tick("90");
    expect((await statuses()).at(-1)).toBe("exit filled");
  });
});

describe("right before the wire", () => {
  const stops = {
    halted: { halted: true },
    "entries stopped": { entriesStopped: true },
    "demo is off": { paper: false },
  };
  it.each(Object.entries(stops))("an entry is refused: %s", async (reason, data) => {
    const { orderIds } = await fixture.plan();
    await db.tradingMode.updateMany({ data });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    const [order] = await orders();
    expect(order).toMatchObject({ status: "expired", statusReason: reason });
    expect(fixture.created).toEqual([]);
    expect(await fixture.balance("USDT", "in_orders")).toBe("0");
  });

  it("an entry of a bot that was paused meanwhile is refused", async () => {
    const { orderIds } = await fixture.plan();
    await db.bot.updateMany({ data: { status: "paused" } });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
    expect(fixture.created).toEqual([]);
  });

  it("an entry is refused before the start-up reconciliation is done", async () => {
    const { orderIds } = await fixture.plan();
    Object.assign(fixture.lifecycle.runtime, { entriesOpen: () => false });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
    expect(fixture.created).toEqual([]);
  });

  it("a cycle that comes while the books are still reconciled waits for them and loses no try", async () => {
    let open = false;
    Object.assign(fixture.lifecycle.runtime, { entriesOpen: () => open });
    const planned = fixture.plan();
    await new Promise((resolve) => setTimeout(resolve, 300));
    open = true;
    expect((await planned).orderIds).toHaveLength(1);
  });

  it("an entry waits beyond the deadline of an answer, but not beyond its candle", async () => {
    const { orderIds } = await fixture.plan();
    fixture.lifecycle.waitWall(60_000);
    const slotEnd = plusMs(fixture.lifecycle.now(), timeframeMs(HAND_TIMEFRAME));
    const last = toDecimal("105");
    fixture.lifecycle.show({ ...HAND_MARKET, at: plusMs(slotEnd, 1), last, bid: last, ask: last });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await orders()).toMatchObject([{ status: "expired", endCode: "overtaken" }]);
    expect(await fixture.balance("USDT", "in_orders")).toBe("0");
  });

  it("an entry is sent late within its candle, however slow the wall clock was", async () => {
    const { orderIds } = await fixture.plan();
    fixture.lifecycle.waitWall(60_000);
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 1 });
    expect(await statuses()).toEqual(["entry ack"]);
  });

  it("an entry is refused when the wall clock was set back behind it", async () => {
    const { orderIds } = await fixture.plan();
    fixture.lifecycle.waitWall(-90_000);
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
  });

  it("an old leader's token sends nothing; the next leader does", async () => {
    const { orderIds } = await fixture.plan();
    await db.leaderLease.updateMany({ data: { token: { increment: 1 } } });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry intent"]);
    expect(fixture.created).toEqual([]);
    await fixture.lifecycle.close();
    const next = createLeadership({ holder: "next", onLost: () => undefined });
    expect(await next.tryLead()).toBe(true);
    const successor = { ...fixture.lifecycle.runtime, leaderToken: next.token };
    expect(await sendWaitingIntents(successor)).toEqual({ sent: 1 });
    await next.resign();
  });

  it("a leader that is stopped between the mark and the wire, and wakes without its lease, sends nothing", async () => {
    const { orderIds } = await fixture.plan();
    const token = fixture.lifecycle.runtime.leaderToken;
    let asked = 0;
    const stopped = { ...fixture.lifecycle.runtime, leaderToken: () => (asked++ < 2 ? token() : null) };
    expect(await sendIntents(stopped, orderIds)).toEqual({ sent: 0 });
    expect(asked).toBe(3);
    expect(await statuses()).toEqual(["entry sent"]);
    expect(fixture.created).toEqual([]);
  });

  it("an order for a venue nobody knows goes nowhere, holds up nobody and gives back what it held", async () => {
    const { orderIds } = await fixture.plan();
    Object.assign(fixture.lifecycle.runtime, { portOf: createVenueRegistry([]).portOf });
    expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry intent"]);
    expect(fixture.lifecycle.failures.map(({ doing }) => doing)).toEqual(["sending an order"]);
    const last = toDecimal("105");
    const late = plusMs(fixture.lifecycle.now(), 2 * timeframeMs(HAND_TIMEFRAME));
    fixture.lifecycle.show({ ...HAND_MARKET, at: late, last, bid: last, ask: last });
    expect(await sendWaitingIntents(fixture.lifecycle.runtime)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
    expect(await fixture.balance("USDT", "in_orders")).toBe("0");
    expect(await venueOrders()).toBe(0);
  });

  it("two senders at once give one order at the venue", async () => {
    const { orderIds } = await fixture.plan();
    const sent = await Promise.all([
      sendIntents(fixture.lifecycle.runtime, orderIds),
      sendWaitingIntents(fixture.lifecycle.runtime),
      sendIntents(fixture.lifecycle.runtime, orderIds),
    ]);
    expect(sent.map((one) => one.sent).sort()).toEqual([0, 0, 1]);
    expect(fixture.created).toHaveLength(1);
  });
});

describe("a cycle", () => {
  it("replayed for the same slot changes nothing", async () => {
    const first = await fixture.plan();
    expect(first).toMatchObject({ acted: 1, skipped: 0 });
    const before = await Promise.all([db.decision.count(), db.order.count(), db.auditEntry.count()]);
    expect(await fixture.plan()).toMatchObject({ acted: 0, skipped: 0, orderIds: [] });
    expect(await Promise.all([db.decision.count(), db.order.count(), db.auditEntry.count()])).toEqual(before);
  });

  it("run twice at once gives one order", async () => {
    const both = await Promise.all([fixture.plan(), fixture.plan(), fixture.plan()]);
    expect(both.flatMap(({ orderIds }) => orderIds)).toHaveLength(1);
    expect(await db.order.count()).toBe(1);
    expect(await db.decision.count()).toBe(1);
  });
});
