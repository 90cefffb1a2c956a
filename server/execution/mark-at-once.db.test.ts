import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { watchStatements } from "@/server/worker/bench/watch-statements";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { sendIntents, sendWithin } from "./send-orders";

const WAIT_MS = 10_000;
/** Longer than a statement takes that waits for nobody. */
const LOCKED_MS = 300;
/** What opens the throttle, and the mark: each is a round trip that the order waits for. */
const STATEMENTS_MOST = 10;

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

const orders = () => db.order.findMany({ where: { botId: fixture.botId } });

/** Does something as the tables' owner in a transaction that stays open until `meanwhile` is under way. */
async function whileOpen<T>(sql: string, meanwhile: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query(sql);
    const done = meanwhile();
    await sleep(LOCKED_MS);
    await client.query("COMMIT");
    return await done;
  } finally {
    await client.end();
  }
}

/** What was asked of the database from a call of `act` until its order was at the wire. */
async function statementsToWire(act: () => Promise<unknown>): Promise<readonly string[]> {
  const watch = watchStatements();
  const atWire = Promise.withResolvers<number>();
  fixture.manners.createOrder = (request) => {
    atWire.resolve(watch.sent.length);
    return fixture.lifecycle.venue.createOrder(request);
  };
  try {
    await act();
    return watch.sent.slice(0, await atWire.promise).map(({ text }) => text);
  } finally {
    watch.stop();
  }
}
const isMark = (text: string) => text.includes("lease AS MATERIALIZED");
const locksOrders = (text: string) => /FROM "orders"[^;]*FOR UPDATE/.test(text);

describe("the quick way", () => {
  it("is one statement: no order is locked, and no transaction opened between turn and wire", async () => {
    const { orderIds } = await fixture.plan();
    const asked = await statementsToWire(() => sendIntents(fixture.lifecycle.runtime, orderIds));
    expect(asked.filter(isMark)).toHaveLength(1);
    expect(asked.filter(locksOrders)).toEqual([]);
    expect(asked.filter((text) => /^BEGIN/i.test(text))).toEqual([]);
    expect(asked.length).toBeLessThanOrEqual(STATEMENTS_MOST);
  });

  it("is left where the modes are not as they were seen, and the order goes the long way all the same", async () => {
    const { orderIds } = await fixture.plan();
    // a mode that is not this order's changes between the look and the mark
    const sql = `UPDATE "trading_mode" SET "live" = NOT "live"`;
    const asked = await statementsToWire(() =>
      whileOpen(sql, () => sendIntents(fixture.lifecycle.runtime, orderIds)),
    );
    expect(asked.filter(locksOrders).length).toBeGreaterThan(0);
    expect(await orders()).toMatchObject([{ status: "ack" }]);
  });
});

describe("an order that goes out as it was written", () => {
  it("is on its way when the decision returns, once, and tells of its step as any other", async () => {
    const { runtime } = fixture.lifecycle;
    const { orderIds } = await fixture.plan({ sends: true });
    expect(orderIds).toHaveLength(1);
    expect(await sendWithin(runtime, orderIds, WAIT_MS)).toEqual({ sent: 1 });
    expect(await sendWithin(runtime, orderIds, WAIT_MS)).toEqual({ sent: 0 });
    expect(fixture.created).toHaveLength(1);
    const [order] = await orders();
    expect(order).toMatchObject({ status: "ack", statusReason: expect.any(String) });
    expect(order?.fencingToken).toBe(runtime.leaderToken());
    const steps = await db.orderEvent.findMany({
      where: { orderId: order?.id ?? "" },
      orderBy: { id: "asc" },
    });
    expect(steps.map(({ from, to }) => `${from} ${to}`)).toEqual(["intent sent", "sent ack"]);
    const told = await db.auditEntry.findMany({
      where: { subject: order?.id ?? "", action: "order.changed" },
      orderBy: { seq: "asc" },
    });
    expect(told.map(({ reason }) => reason)[0]).toBe("sent");
    const events = await db.outboxEvent.findMany({
      where: { name: "order/changed" },
      orderBy: { id: "asc" },
    });
    expect(events.map(({ data }) => (data as { status: string }).status)).toEqual(["sent", "ack"]);
  });
});

describe("what is committed between the look and the wire", () => {
  it.each([
    ["an emergency stop", `UPDATE "trading_mode" SET "halted" = true`, "halted"],
    ["entries stopped", `UPDATE "trading_mode" SET "entriesStopped" = true`, "entries_stopped"],
    ["its coin blacklisted", `UPDATE "orders" SET "cancelCode" = 'blacklisted'`, "blacklisted"],
  ])("%s: the entry is not sent, and says why", async (_what, sql, endCode) => {
    const { orderIds } = await fixture.plan();
    const { runtime } = fixture.lifecycle;
    // its turn is given while nobody can see the stop, and its mark waits for it
    expect(await whileOpen(sql, () => sendIntents(runtime, orderIds))).toEqual({ sent: 0 });
    expect(fixture.created).toEqual([]);
    expect(await orders()).toMatchObject([{ status: "expired", endCode }]);
    expect(await db.auditEntry.count({ where: { action: "order.changed", reason: "sent" } })).toBe(0);
  });

  it("another leader: nothing is sent, and the order waits for it", async () => {
    const { orderIds } = await fixture.plan();
    const { runtime } = fixture.lifecycle;
    const taken = `UPDATE "leader_lease" SET "token" = "token" + 1`;
    expect(await whileOpen(taken, () => sendIntents(runtime, orderIds))).toEqual({ sent: 0 });
    expect(fixture.created).toEqual([]);
    expect(await orders()).toMatchObject([{ status: "intent" }]);
  });
});
