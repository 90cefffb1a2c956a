// A cycle's job that comes a hundred times, and those of an hour that nobody ran: one decision a bot and slot, none on a
// candle that is over.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { timeframeMs } from "@/server/market/core/candle";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { CROSS_UP, HAND_MARKET, HAND_TIMEFRAME } from "./testing/hand-feed";
import { type Fixture, openFixture } from "./testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

it("a cycle delivered a hundred times at once is one decision and one order", async () => {
  fixture = await openFixture(database);
  const results = await Promise.allSettled(Array.from({ length: 100 }, () => fixture.plan()));
  expect(results.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
  expect(await db.decision.count()).toBe(1);
  expect(await db.order.count()).toBe(1);
});

it("the cycles of an hour that nobody ran are passed over, all but the newest", async () => {
  const LENGTH = timeframeMs(HAND_TIMEFRAME);
  const slots = 12;
  fixture = await openFixture(database, { closes: [...CROSS_UP, ...Array<string>(slots).fill("105")] });
  const first = plusMs(fixture.feed.startAt, 1_000);
  const newest = plusMs(first, slots * LENGTH);
  const last = toDecimal("105");
  // the slot before the newest has a moment of grace, which is over
  fixture.lifecycle.show({ ...HAND_MARKET, at: plusMs(newest, LENGTH - 2_000), last, bid: last, ask: last });
  const due = Array.from({ length: slots + 1 }, (_one, index) => plusMs(first, index * LENGTH));
  // as a queue hands them out that was down: all at once, twice each
  await Promise.all(
    [...due, ...due].map((slotAt) =>
      planCycle(fixture.lifecycle.runtime, {
        slotAt: new Date(slotAt).toISOString(),
        timeframe: HAND_TIMEFRAME,
        shard: 0,
      }),
    ),
  );
  const decided = await db.decision.findMany({ select: { slotAt: true } });
  expect(decided.map(({ slotAt }) => slotAt.getTime())).toEqual([newest]);
  expect(await db.order.count({ where: { marketAt: { lt: new Date(newest) } } })).toBe(0);
});
