import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openFixture } from "@/server/worker/testing/open-fixture";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

it("a position is sold at the first tick after its time, and not before", async () => {
  const fixture = await openFixture(database, { settings: { timeStopHours: 0.1 } });
  await fixture.enter();
  const { id, openedMarketAt, timeStopAt } = await db.position.findFirstOrThrow({
    where: { status: "open" },
  });
  expect(timeStopAt && timeStopAt.getTime() - openedMarketAt.getTime()).toBe(360_000);
  const left = Number(timeStopAt) - fixture.lifecycle.now();
  await fixture.tick("105", left - 1_000);
  expect(await db.order.count({ where: { positionId: id, purpose: "exit" } })).toBe(0);
  await fixture.tick("105", 1_000);
  for (let i = 0; i < 3; i++) await fixture.tick("105");
  const exit = await db.order.findFirstOrThrow({ where: { positionId: id, purpose: "exit" } });
  expect(exit).toMatchObject({ reasonCode: "time_stop", stopPrice: null, status: "filled" });
  expect(await db.position.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: "closed",
    exitReason: "time_stop",
  });
  await fixture.close();
});

it("a stop hands the level it waited for to the venue", async () => {
  const fixture = await openFixture(database);
  await fixture.enter();
  const { id, stopPrice } = await db.position.findFirstOrThrow({ where: { status: "open" } });
  await fixture.tick("90");
  const exit = await db.order.findFirstOrThrow({ where: { positionId: id, purpose: "exit" } });
  expect([exit.reasonCode, exit.stopPrice?.toFixed()]).toEqual(["stop_loss", stopPrice.toFixed()]);
  await fixture.close();
});
