import { afterAll, beforeAll, expect, it } from "vitest";
import { arrangePerson, asOwner } from "@/server/bots/testing/arrange-fleet";
import { eventCatalog } from "@/server/events/catalog";
import { marketMs } from "@/server/kernel/clock";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { planDueCycles, planShards, planSlotCycles, planToldSlot } from "./plan-due-cycles";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const due = (iso: string, awaited: readonly string[] = []) =>
  planDueCycles(Date.parse(iso), (timeframe) => awaited.includes(timeframe));

/** Running bots of one timeframe, as many as wanted. */
async function arrangeBots(timeframe: string, count: number): Promise<void> {
  const { userId } = await arrangePerson(database.ownerUrl, { role: "owner" });
  await asOwner(database.ownerUrl, (client) =>
    client.query(
      `WITH made AS (
         INSERT INTO bot ("userId", "name", "nameKey", "book", "exchange", "status", "riskMode", "stakeCurrency",
           "initialCapital", "createdMarketAt", "createdWallAt")
         SELECT $1, $2::text || n, $2::text || n, 'demo', 'binance', 'running', 'safe', 'USDT', 100, now(), now()
         FROM generate_series(1, $3::int) n RETURNING "id"
       ) INSERT INTO bot_version ("botId", "number", "strategy", "params", "symbol", "timeframe", "createdMarketAt",
           "createdWallAt") SELECT "id", 1, 'ema-cross', '{}', 'BTC/USDT', $2, now(), now() FROM made`,
      [userId, timeframe, count],
    ),
  );
}

it("names each timeframe that closed, with an id that makes a repeat harmless", async () => {
  expect((await due("2026-03-01T10:30:00Z")).map((event) => event.id)).toEqual([
    "cycle:30m:0/1:2026-03-01T10:30:00.000Z",
  ]);
  expect((await due("2026-03-01T08:00:07Z")).map((event) => event.id)).toEqual(
    ["30m", "1h", "2h", "4h"].map((timeframe) => `cycle:${timeframe}:0/1:2026-03-01T08:00:00.000Z`),
  );
  expect((await due("2026-03-01T00:00:00Z")).map((event) => event.data.timeframe)).toContain("1d");
});

it("splits a slot by the bots that run on its timeframe, two hundred and fifty each, and says so in each event", async () => {
  await arrangeBots("30m", 501);
  await arrangeBots("1h", 250);
  expect(await planShards("30m")).toBe(3);
  expect(await planShards("1h")).toBe(1);
  expect(await planShards("1d")).toBe(1);
  const events = await due("2026-03-01T09:00:00Z");
  expect(events.map(({ data }) => [data.timeframe, data.shard, data.of])).toEqual([
    ["30m", 0, 3],
    ["30m", 1, 3],
    ["30m", 2, 3],
    ["1h", 0, 1],
  ]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  for (const { data } of events) expect(eventCatalog["cycle/due"].safeParse(data).success).toBe(true);
  // the key that runs wait for each other by: no two timeframes and no two shards share one
  expect(events.map(({ data }) => data.lane)).toEqual(["30m:0", "30m:1", "30m:2", "1h:0"]);
});

it("makes the same events of a slot for the feed and for the schedule", async () => {
  const slotAt = "2026-03-01T10:30:00.000Z";
  expect(await planSlotCycles({ slotAt, timeframe: "30m" })).toEqual(await due(slotAt));
});

it("leaves a slot whose candles are awaited to the feed, and names each part of it by its markets", async () => {
  const slotAt = "2026-03-01T09:00:00.000Z";
  expect((await due(slotAt, ["30m"])).map(({ data }) => data.timeframe)).toEqual(["1h"]);
  const market = { exchange: "luno", symbol: "BTC/ZAR" } as const;
  const other = { exchange: "valr", symbol: "BTC/ZAR" } as const;
  const slot = { timeframe: "1h", slotAt: marketMs(Date.parse(slotAt)), stale: [] } as const;
  const idsOf = async (part: object) => (await planToldSlot({ ...slot, ...part })).map(({ id }) => id);
  expect(await idsOf({})).toEqual((await due(slotAt, ["30m"])).map(({ id }) => id));
  expect(await idsOf({ except: [market, other] })).toEqual(await idsOf({ except: [other, market] }));
  const parts = [{}, { except: [market] }, { only: [market] }, { only: [other] }];
  expect(new Set((await Promise.all(parts.map(idsOf))).flat()).size).toBe(parts.length);
  const [late] = await planToldSlot({ ...slot, only: [market] });
  expect(late?.data).toMatchObject({ only: ["luno BTC/ZAR"], lane: "1h:0:late" });
  expect(eventCatalog["cycle/due"].safeParse(late?.data).success).toBe(true);
});
