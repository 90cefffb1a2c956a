import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { trySend } from "./send-one";
import { findOrders } from "./store/orders";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  fixture = await openFixture(database, { bots: ["Zeus", "Hera"] });
});
afterEach(() => fixture?.close());

// Guards the promise that no order is ever sent twice: those marked together are one commit.
it("orders that several ask for in the same moment go out once each, and hold nobody up", async () => {
  const { orderIds } = await fixture.plan();
  const [one, other] = await findOrders({ orderIds });
  if (!one || !other) throw new Error("both bots enter");
  const { runtime } = fixture.lifecycle;
  const sent = await Promise.all([one, one, other, one].map((order) => trySend(runtime, order)));
  expect(sent).toEqual([true, false, true, false]);
  expect(new Set(fixture.created).size).toBe(2);
  expect(fixture.created).toHaveLength(2);
  expect(await db.paperOrder.count()).toBe(2);
});
