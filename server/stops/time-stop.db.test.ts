import { afterAll, beforeAll, expect, it } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openScene } from "@/server/worker/testing/open-scene";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

it("a position is sold at the first tick after its time, and not before", async () => {
  const scene = await openScene(database, { settings: { timeStopHours: 0.1 } });
  await scene.enter();
  const { id, openedMarketAt, timeStopAt } = await db.position.findFirstOrThrow({
    where: { status: "open" },
  });
  expect(timeStopAt && timeStopAt.getTime() - openedMarketAt.getTime()).toBe(360_000);
  const left = Number(timeStopAt) - scene.road.now();
  await scene.tick("105", left - 1_000);
  expect(await db.order.count({ where: { positionId: id, purpose: "exit" } })).toBe(0);
  await scene.tick("105", 1_000);
  for (let i = 0; i < 3; i++) await scene.tick("105");
  const exit = await db.order.findFirstOrThrow({ where: { positionId: id, purpose: "exit" } });
  expect(exit).toMatchObject({ reasonCode: "time_stop", stopPrice: null, status: "filled" });
  expect(await db.position.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: "closed",
    exitReason: "time_stop",
  });
  await scene.close();
});

it("a stop hands the level it waited for to the venue", async () => {
  const scene = await openScene(database);
  await scene.enter();
  const { id, stopPrice } = await db.position.findFirstOrThrow({ where: { status: "open" } });
  await scene.tick("90");
  const exit = await db.order.findFirstOrThrow({ where: { positionId: id, purpose: "exit" } });
  expect([exit.reasonCode, exit.stopPrice?.toFixed()]).toEqual(["stop_loss", stopPrice.toFixed()]);
  await scene.close();
});
