import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { isOrderCursor, listOrders } from "./list-orders";
import { showOrder } from "./show-order";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
  fixture = await openFixture(database);
  await fixture.enter();
  await fixture.tick("90");
  await fixture.tick("90");
});
afterAll(async () => {
  await fixture?.close();
  await database?.drop();
});

const list = (q: Partial<Parameters<typeof listOrders>[0]> = {}) =>
  listOrders({ userId: fixture.userId, limit: 10, state: "all", ...q });

it("orders stand newest first, page by page, and narrow down to a state and a bot", async () => {
  const all = (await list()).orders;
  expect(all.map(({ purpose, status }) => `${purpose} ${status}`)).toEqual(["exit filled", "entry filled"]);
  expect(all[0]).toMatchObject({
    botName: "Zeus",
    book: "demo",
    venue: "paper:binance",
    averagePrice: "89.95",
  });
  const first = await list({ limit: 1 });
  expect(isOrderCursor(first.nextCursor ?? "")).toBe(true);
  const second = await list({ limit: 1, cursor: first.nextCursor ?? undefined });
  expect([...first.orders, ...second.orders]).toEqual(all);
  expect(second.nextCursor).toBeNull();
  expect((await list({ cursor: "' OR 1=1" })).orders).toEqual(all);
  expect((await list({ state: "filled", botId: fixture.botId })).orders).toEqual(all);
  for (const state of ["working", "unknown", "ended"] as const)
    expect((await list({ state })).orders).toEqual([]);
});

it("an order tells its life from intent to end, to its owner only", async () => {
  const [exit] = (await list()).orders;
  const orderId = exit?.orderId ?? "";
  const shown = await showOrder({ userId: fixture.userId, orderId });
  expect(shown?.steps.map(({ words }) => words.split(/[ ;]/)[0])).toEqual([
    "Intent",
    "Sent",
    "Accepted",
    "Filled",
    "Complete",
  ]);
  expect(shown).toMatchObject({ cancelCode: null, lookups: 0 });
  expect(shown?.venueOrderId).toBeTruthy();
  const other = await db.user.create({ data: { name: "Other", createdAt: new Date() } });
  expect(await showOrder({ userId: other.id, orderId })).toBeNull();
  expect((await list({ userId: other.id })).orders).toEqual([]);
});
