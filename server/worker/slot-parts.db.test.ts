import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { planCycle } from "@/server/decisions/plan-cycle-shard";
import { plusMs } from "@/server/kernel/clock";
import { toDecimal } from "@/server/kernel/money";
import { marketKey } from "@/server/market/core/market-feed";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { HAND_MARKET, HAND_TIMEFRAME } from "./testing/hand-feed";
import { type Fixture, openFixture } from "./testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

it("a bot whose market is awaited decides in the later part of the slot, once, however often each part comes", async () => {
  fixture = await openFixture(database, { bots: ["Zeus", "Hera"] });
  const at = plusMs(fixture.feed.startAt, 1_000);
  const last = toDecimal("105");
  fixture.lifecycle.show({ ...HAND_MARKET, at, last, bid: last, ask: last });
  const own = [marketKey(HAND_MARKET)];
  const slot = { slotAt: new Date(at).toISOString(), timeframe: HAND_TIMEFRAME, shard: 0, of: 1 };
  const decide = async (part: { except?: readonly string[]; only?: readonly string[] }) => {
    await planCycle(fixture.lifecycle.runtime, { ...slot, ...part });
    return [await db.decision.count(), await db.order.count()];
  };
  expect(await decide({ except: own })).toEqual([0, 0]);
  expect(await decide({ only: ["kraken BTC/USD"] })).toEqual([0, 0]);
  expect(await decide({ only: own })).toEqual([2, 2]);
  expect(await decide({ only: own })).toEqual([2, 2]);
  expect(await decide({})).toEqual([2, 2]);
});
