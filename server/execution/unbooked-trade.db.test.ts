import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { reconcile } from "./reconcile";
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

const statuses = async () =>
  (await db.order.findMany({ orderBy: { wallAt: "asc" } })).map(
    ({ purpose, status }) => `${purpose} ${status}`,
  );
const settleAfter = async (ms: number) => {
  fixture.lifecycle.waitWall(ms);
  await settleOrders(fixture.lifecycle.runtime);
};

it("a trade that no position takes is told once, and its order ends by the venue's word and gives back what it held", async () => {
  await fixture.enter();
  await fixture.tick("90");
  expect(await statuses()).toEqual(["entry filled", "exit ack"]);
  // what another order of the same position sold meanwhile
  await db.position.updateMany({ data: { status: "closed" } });
  await fixture.tick("90");
  await settleAfter(6_000);
  expect(await statuses()).toEqual(["entry filled", "exit ack"]);
  await settleAfter(60_000);
  expect(await statuses()).toEqual(["entry filled", "exit cancelled"]);
  expect(await fixture.balance("BTC", "in_orders")).toBe("0");
  expect(await settleLateArrivals(fixture.lifecycle.runtime)).toEqual({ booked: 0 });
  expect(await db.auditEntry.count({ where: { action: "fill.unbooked" } })).toBe(1);
  expect((await reconcile(fixture.lifecycle.runtime)).difference).not.toBe("0");
});

it("an order whose outcome stays unknown is told once, and asked for on", async () => {
  const lose = () => Promise.reject(new Error("socket hang up"));
  fixture.manners.createOrder = lose;
  fixture.manners.findOrder = lose;
  await fixture.enter();
  const told = () => db.auditEntry.count({ where: { action: "order.unresolved" } });
  await reconcile(fixture.lifecycle.runtime);
  expect(await told()).toBe(0);
  fixture.lifecycle.waitWall(126_000);
  for (let round = 0; round < 2; round++) await reconcile(fixture.lifecycle.runtime);
  expect(await told()).toBe(1);
  expect(await db.outboxEvent.count({ where: { name: "health/changed" } })).toBe(1);
  expect(await statuses()).toEqual(["entry unknown"]);
  delete fixture.manners.findOrder;
  await settleAfter(6_000);
  await settleAfter(6_000);
  expect(await statuses()).toEqual(["entry expired"]);
});
