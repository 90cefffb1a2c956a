import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createVenueRegistry } from "@/server/exchange/venue-registry";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { timeframeMs } from "@/server/market/core/candle";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { HAND_MARKET, HAND_TIMEFRAME, handRules } from "@/server/worker/testing/hand-feed";
import { openScene, type Scene } from "@/server/worker/testing/open-scene";
import { createLeadership } from "./lead";
import { reconcile } from "./reconcile";
import { sendIntents, sendWaitingIntents } from "./send-orders";
import { settleLateArrivals } from "./settle-late-arrivals";
import { settleOrders } from "./settle-orders";

let database: TestDatabase;
let scene: Scene;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  scene = await openScene(database);
});
afterEach(() => scene?.close());

const orders = () =>
  db.order.findMany({ where: { botId: scene.botId }, orderBy: { wallAt: "asc" }, include: { fills: true } });

const statuses = async () => (await orders()).map((order) => `${order.purpose} ${order.status}`);
const venueOrders = () => db.paperOrder.count();
/** Past the deadline of what was sent, looked up as often as it takes. */
async function settleTwice() {
  for (let round = 0; round < 3; round++) {
    scene.road.waitWall(6_000);
    await settleOrders(scene.road.runtime);
  }
}
const lose = () => Promise.reject(new Error("socket hang up"));

// Guards the promise that no order is ever sent twice and none is lost.
describe("the answer of the venue", () => {
  it("accepted, but lost: the order is looked up, adopted and filled once", async () => {
    scene.manners.createOrder = async (request) => {
      await scene.road.venue.createOrder(request);
      return lose();
    };
    await scene.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry filled"]);
    expect(await venueOrders()).toBe(1);
    expect(scene.created).toHaveLength(1);
    expect((await reconcile(scene.road.runtime)).difference).toBe("0");
  });

  it("dropped before arrival: an entry is given up after two definitive look-ups and never sent again", async () => {
    scene.manners.createOrder = lose;
    await scene.enter();
    expect(await statuses()).toEqual(["entry unknown"]);
    scene.manners.findOrder = lose;
    await settleTwice();
    expect(await statuses()).toEqual(["entry unknown"]);
    delete scene.manners.findOrder;
    await settleTwice();
    expect(await statuses()).toEqual(["entry expired"]);
    expect(await scene.balance("USDT", "in_orders")).toBe("0");
    expect(await scene.balance("USDT", "allocated")).toBe("1000");
    await scene.tick("105");
    await sendWaitingIntents(scene.road.runtime);
    expect(scene.created).toHaveLength(1);
  });

  it("a definitive no ends the order and frees what it held", async () => {
    scene.manners.createOrder = async () => ({ kind: "rejected", reason: "value is below 5" });
    await scene.enter();
    expect(await statuses()).toEqual(["entry rejected"]);
    expect(await scene.balance("USDT", "in_orders")).toBe("0");
    expect(await scene.balance("USDT", "allocated")).toBe("1000");
  });

  it("an exit that was dropped is asked again until the bot is flat", async () => {
    await scene.enter();
    scene.manners.createOrder = lose;
    await scene.tick("90");
    expect(await statuses()).toEqual(["entry filled", "exit unknown"]);
    await settleTwice();
    expect(await statuses()).toEqual(["entry filled", "exit expired"]);
    delete scene.manners.createOrder;
    await scene.tick("90");
    await scene.tick("90");
    expect(await statuses()).toEqual(["entry filled", "exit expired", "exit filled"]);
    expect(await db.position.count({ where: { status: "open" } })).toBe(0);
    // the fee was taken in coins: what is left of them is below the lot
    expect(toDecimal(await scene.balance("BTC", "allocated")).lt(handRules.lotSize)).toBe(true);
    expect((await reconcile(scene.road.runtime)).difference).toBe("0");
  });

  it("comes late, after the order was looked up: an accepted order is adopted", async () => {
    scene.manners.createOrder = async (request) => {
      // the venue takes its time; meanwhile the first look-up finds nothing
      scene.road.waitWall(5_100);
      await settleOrders(scene.road.runtime);
      const answer = await scene.road.venue.createOrder({
        ...request,
        deadline: scene.road.runtime.clocks.wall(),
      });
      return answer;
    };
    await scene.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry filled"]);
    expect((await reconcile(scene.road.runtime)).difference).toBe("0");
  });

  it("an order that shows up after it was given up is booked", async () => {
    let late: Parameters<typeof scene.road.venue.createOrder>[0] | null = null;
    scene.manners.createOrder = async (request) => {
      late = request;
      return lose();
    };
    await scene.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry expired"]);
    if (!late) throw new Error("nothing was sent");
    const deadline = scene.road.runtime.clocks.wall();
    await scene.road.venue.createOrder({
      ...(late as object as { deadline: typeof deadline }),
      deadline,
    } as never);
    await scene.tick("105");
    await settleTwice();

    expect(await settleLateArrivals(scene.road.runtime)).toEqual({ booked: 1 });
    expect(await settleLateArrivals(scene.road.runtime)).toEqual({ booked: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
    expect(await db.position.count({ where: { status: "open" } })).toBe(1);
    const [order] = await orders();
    expect(order?.filled.toFixed()).toBe(order?.fills[0]?.amount.toFixed());
    expect((await reconcile(scene.road.runtime)).difference).toBe("0");
  });

  it("cancelled, its trades shown later: the trades are booked", async () => {
    await scene.tick("105", 500);
    let hide = true;
    scene.manners.findOrder = async (account, id) => {
      const found = await scene.road.venue.findOrder(account, id);
      return found && { ...found, status: "canceled", trades: hide ? [] : found.trades };
    };
    await scene.tick("105", 600);
    await scene.tick("105");
    expect(await statuses()).toEqual(["entry cancelled"]);
    hide = false;

    expect(await settleLateArrivals(scene.road.runtime)).toEqual({ booked: 1 });
    expect(await db.position.count({ where: { status: "open" } })).toBe(1);
    expect((await reconcile(scene.road.runtime)).difference).toBe("0");
  });
});

describe("an order the venue calls closed", () => {
  it("with trades missing gets time for them, then frees the bot; they are booked when they show", async () => {
    let hide = true;
    scene.manners.findOrder = async (account, id) => {
      const found = await scene.road.venue.findOrder(account, id);
      return found && { ...found, status: "closed", trades: hide ? [] : found.trades };
    };
    await scene.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry ack"]);
    scene.road.waitWall(60_000);
    await settleOrders(scene.road.runtime);
    expect(await statuses()).toEqual(["entry cancelled"]);
    expect(await scene.balance("USDT", "in_orders")).toBe("0");
    hide = false;
    expect(await settleLateArrivals(scene.road.runtime)).toEqual({ booked: 1 });
    expect((await reconcile(scene.road.runtime)).difference).toBe("0");
  });

  it("and an acknowledged one that a look-up misses for a while is not given up", async () => {
    let isHidden = true;
    scene.manners.findOrder = async (account, id) =>
      isHidden ? null : scene.road.venue.findOrder(account, id);
    await scene.enter();
    await settleTwice();
    expect(await statuses()).toEqual(["entry ack"]);
    isHidden = false;
    await settleTwice();
    expect(await statuses()).toEqual(["entry filled"]);
  });
});

describe("a stop", () => {
  it("fires once, however often the price says so", async () => {
    await scene.enter();
    await scene.tick("90", 10);
    await scene.tick("89", 10);
    await scene.tick("88", 10);
    expect(await statuses()).toEqual(["entry filled", "exit ack"]);
    await scene.tick("88");
    expect(await statuses()).toEqual(["entry filled", "exit filled"]);
    expect(scene.created).toHaveLength(2);
  });

  it("is asked again after a rejection until flat, in growing steps and not at every tick", async () => {
    await scene.enter();
    scene.manners.createOrder = async () => ({ kind: "rejected", reason: "try later" });
    for (let round = 0; round < 20; round++) await scene.tick("90", 100);
    expect((await statuses()).filter((status) => status === "exit rejected")).toHaveLength(1);
    scene.road.waitWall(1_500);
    for (let round = 0; round < 20; round++) await scene.tick("90", 100);
    expect((await statuses()).filter((status) => status === "exit rejected")).toHaveLength(2);
    delete scene.manners.createOrder;
    scene.road.waitWall(5_000);
    await scene.tick("90");
    await scene.tick("90");
    expect((await statuses()).at(-1)).toBe("exit filled");
    expect(await db.position.count({ where: { status: "open" } })).toBe(0);
  });

  it("is asked again although the clock was set back an hour", async () => {
    await scene.enter();
    scene.manners.createOrder = async () => ({ kind: "rejected", reason: "try later" });
    await scene.tick("90");
    scene.road.waitWall(-3_600_000);
    delete scene.manners.createOrder;
    await scene.tick("90");
    await scene.tick("90");
    expect(await statuses()).toContain("exit filled");
  });

  it("that was lost is given up and asked again although the clock was set back an hour", async () => {
    await scene.enter();
    scene.manners.createOrder = lose;
    await scene.tick("90");
    scene.road.waitWall(-3_600_000);
    await settleOrders(scene.road.runtime);
    await settleOrders(scene.road.runtime);
    expect(await statuses()).toContain("exit expired");
    delete scene.manners.createOrder;
    await scene.tick("90");
    await scene.tick("90");
    expect(await statuses()).toContain("exit filled");
  });

  it("works while paused, halted and with entries stopped", async () => {
    await scene.enter();
    await db.bot.updateMany({ data: { status: "paused" } });
    await db.tradingMode.updateMany({ data: { halted: true, entriesStopped: true, paper: false } });
    await scene.tick("90");
    await scene.tick("90");
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
    const { orderIds } = await scene.plan();
    await db.tradingMode.updateMany({ data });
    expect(await sendIntents(scene.road.runtime, orderIds)).toEqual({ sent: 0 });
    const [order] = await orders();
    expect(order).toMatchObject({ status: "expired", statusReason: reason });
    expect(scene.created).toEqual([]);
    expect(await scene.balance("USDT", "in_orders")).toBe("0");
  });

  it("an entry of a bot that was paused meanwhile is refused", async () => {
    const { orderIds } = await scene.plan();
    await db.bot.updateMany({ data: { status: "paused" } });
    expect(await sendIntents(scene.road.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
    expect(scene.created).toEqual([]);
  });

  it("an entry is refused before the start-up reconciliation is done", async () => {
    const { orderIds } = await scene.plan();
    Object.assign(scene.road.runtime, { entriesOpen: () => false });
    expect(await sendIntents(scene.road.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
    expect(scene.created).toEqual([]);
  });

  it("a cycle that comes while the books are still reconciled waits for them and loses no try", async () => {
    let open = false;
    Object.assign(scene.road.runtime, { entriesOpen: () => open });
    const planned = scene.plan();
    await new Promise((resolve) => setTimeout(resolve, 300));
    open = true;
    expect((await planned).orderIds).toHaveLength(1);
  });

  it("an entry waits beyond the deadline of an answer, but not beyond its candle", async () => {
    const { orderIds } = await scene.plan();
    scene.road.waitWall(60_000);
    const slotEnd = plusMs(scene.road.now(), timeframeMs(HAND_TIMEFRAME));
    const last = toDecimal("105");
    scene.road.show({ ...HAND_MARKET, at: plusMs(slotEnd, 1), last, bid: last, ask: last });
    expect(await sendIntents(scene.road.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await orders()).toMatchObject([{ status: "expired", endCode: "overtaken" }]);
    expect(await scene.balance("USDT", "in_orders")).toBe("0");
  });

  it("an entry is sent late within its candle, however slow the wall clock was", async () => {
    const { orderIds } = await scene.plan();
    scene.road.waitWall(60_000);
    expect(await sendIntents(scene.road.runtime, orderIds)).toEqual({ sent: 1 });
    expect(await statuses()).toEqual(["entry ack"]);
  });

  it("an entry is refused when the wall clock was set back behind it", async () => {
    const { orderIds } = await scene.plan();
    scene.road.waitWall(-90_000);
    expect(await sendIntents(scene.road.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
  });

  it("an old leader's token sends nothing; the next leader does", async () => {
    const { orderIds } = await scene.plan();
    await db.leaderLease.updateMany({ data: { token: { increment: 1 } } });
    expect(await sendIntents(scene.road.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry intent"]);
    expect(scene.created).toEqual([]);
    await scene.road.close();
    const next = createLeadership({ holder: "next", onLost: () => undefined });
    expect(await next.tryLead()).toBe(true);
    const successor = { ...scene.road.runtime, leaderToken: next.token };
    expect(await sendWaitingIntents(successor)).toEqual({ sent: 1 });
    await next.resign();
  });

  it("a leader that is stopped between the mark and the wire, and wakes without its lease, sends nothing", async () => {
    const { orderIds } = await scene.plan();
    const token = scene.road.runtime.leaderToken;
    let asked = 0;
    const stopped = { ...scene.road.runtime, leaderToken: () => (asked++ < 2 ? token() : null) };
    expect(await sendIntents(stopped, orderIds)).toEqual({ sent: 0 });
    expect(asked).toBe(3);
    expect(await statuses()).toEqual(["entry sent"]);
    expect(scene.created).toEqual([]);
  });

  it("an order for a venue nobody knows goes nowhere, holds up nobody and gives back what it held", async () => {
    const { orderIds } = await scene.plan();
    Object.assign(scene.road.runtime, { portOf: createVenueRegistry([]).portOf });
    expect(await sendIntents(scene.road.runtime, orderIds)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry intent"]);
    expect(scene.road.failures.map(({ doing }) => doing)).toEqual(["sending an order"]);
    const last = toDecimal("105");
    const late = plusMs(scene.road.now(), 2 * timeframeMs(HAND_TIMEFRAME));
    scene.road.show({ ...HAND_MARKET, at: late, last, bid: last, ask: last });
    expect(await sendWaitingIntents(scene.road.runtime)).toEqual({ sent: 0 });
    expect(await statuses()).toEqual(["entry expired"]);
    expect(await scene.balance("USDT", "in_orders")).toBe("0");
    expect(await venueOrders()).toBe(0);
  });

  it("two senders at once give one order at the venue", async () => {
    const { orderIds } = await scene.plan();
    const sent = await Promise.all([
      sendIntents(scene.road.runtime, orderIds),
      sendWaitingIntents(scene.road.runtime),
      sendIntents(scene.road.runtime, orderIds),
    ]);
    expect(sent.map((one) => one.sent).sort()).toEqual([0, 0, 1]);
    expect(scene.created).toHaveLength(1);
  });
});

describe("a cycle", () => {
  it("replayed for the same slot changes nothing", async () => {
    const first = await scene.plan();
    expect(first).toMatchObject({ acted: 1, skipped: 0 });
    const before = await Promise.all([db.decision.count(), db.order.count(), db.auditEntry.count()]);
    expect(await scene.plan()).toMatchObject({ acted: 0, skipped: 0, orderIds: [] });
    expect(await Promise.all([db.decision.count(), db.order.count(), db.auditEntry.count()])).toEqual(before);
  });

  it("run twice at once gives one order", async () => {
    const both = await Promise.all([scene.plan(), scene.plan(), scene.plan()]);
    expect(both.flatMap(({ orderIds }) => orderIds)).toHaveLength(1);
    expect(await db.order.count()).toBe(1);
    expect(await db.decision.count()).toBe(1);
  });
});
