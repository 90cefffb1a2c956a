import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { measureCycle } from "./bench/measure-cycle";
import { arrangeCycleFleet } from "./testing/arrange-cycle-fleet";

const BOTS = 200;
/** A third more than measured: each is a round trip, whatever the machine. */
const PLAN_PER_100_MOST = 32;
const SEND_PER_ORDER_MOST = 1.5;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

// Guards the pace of the cycle: statements follow the batches, not the bots or the orders.
it("a cycle takes few statements a hundred bots, and few an order", { timeout: 60_000 }, async () => {
  const fleet = await arrangeCycleFleet(database.ownerUrl, { bots: BOTS, markets: 20, timeframe: "3m" });
  const figures = await measureCycle(fleet);
  expect(figures).toMatchObject({ decisions: BOTS, orders: BOTS / 10 });
  expect(figures.planQueriesPer100Bots).toBeLessThanOrEqual(PLAN_PER_100_MOST);
  expect(figures.queriesPerOrder).toBeLessThanOrEqual(SEND_PER_ORDER_MOST);
  // all the same each order left its own trail
  const steps = await db.orderEvent.groupBy({ by: ["to"], _count: true, orderBy: { to: "asc" } });
  expect(steps.map(({ to, _count: count }) => [to, count])).toEqual([
    ["sent", figures.orders],
    ["ack", figures.orders],
  ]);
  expect(await db.auditEntry.count({ where: { action: "order.changed" } })).toBe(2 * figures.orders);
  expect(await db.outboxEvent.count({ where: { name: "order/changed" } })).toBe(2 * figures.orders);
  expect(await db.paperOrder.count()).toBe(figures.orders);
});
