import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { arrangePerson, asOwner } from "@/server/bots/testing/arrange-fleet";
import { handClock } from "@/server/engine/testing/engine-lab";
import { plusMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { emptyTables } from "@/server/worker/testing/prepare-tables";
import { createSlotCounter } from "./count-slots";
import { findMissedShares } from "./find-missed-shares";
import { noteSlot } from "./note-slot";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

let bots: string[] = [];
let later = 0;
const hand = handClock("2026-03-02T10:00:30Z");
const clocks = { market: hand.market, wall: () => wallMs(Date.UTC(2026, 2, 2, 10) + later) };
const counter = (source = "live:x", isOpen = () => true) =>
  createSlotCounter({ clocks, source, isOffered: () => true, isOpen });

/** Four bots of five minutes. */
beforeEach(async () => {
  await emptyTables(database);
  later = 0;
  hand.set("2026-03-02T10:00:30Z");
  const { userId } = await arrangePerson(database.ownerUrl, { role: "owner" });
  bots = await asOwner(database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ botId: string }>(
      `WITH made AS (
         INSERT INTO bot ("userId", "name", "nameKey", "book", "exchange", "status", "riskMode", "stakeCurrency",
           "initialCapital", "createdMarketAt", "createdWallAt")
         SELECT $1, 'b' || n, 'b' || n, 'demo', 'binance', 'running', 'safe', 'USDT', 100, now(), now()
         FROM generate_series(1, 4) n RETURNING "id"
       ) INSERT INTO bot_version ("botId", "number", "strategy", "params", "symbol", "timeframe", "createdMarketAt",
           "createdWallAt") SELECT "id", 1, 'ema-cross', '{}', 'BTC/USDT', '5m', now(), now() FROM made
         RETURNING "botId"`,
      [userId],
    );
    return rows.map(({ botId }) => botId);
  });
});

const decide = (slot: string, botIds: readonly string[]) =>
  asOwner(database.ownerUrl, (client) =>
    client.query(
      `INSERT INTO decision ("userId", "botId", "versionId", "book", "marketKind", "slotAt", "action", "reasonCode",
         "inputs", "outcome", "marketAt", "wallAt")
       SELECT b."userId", b."id", v."id", 'demo', 'simulated', $1, 'skip', 'no_signal', '{}', '{}', $1, now()
       FROM bot b JOIN bot_version v ON v."botId" = b."id" WHERE b."id" = ANY ($2::uuid[])`,
      [slot, botIds],
    ),
  );
const at = (time: string) => `2026-03-02T${time}:00.000Z`;
const rows = async () =>
  (await db.missedSlot.findMany({ orderBy: { slotAt: "asc" } })).map(
    ({ slotAt, bots: missed, due, cause, timeframe }) =>
      `${timeframe} ${slotAt.toISOString().slice(11, 16)} ${missed}/${due} ${cause}`,
  );
/** Five minutes of the market go by, and a few seconds of life. */
async function pass(count: () => Promise<unknown>, time: string): Promise<void> {
  hand.set(at(time));
  await count();
  later += 6_000;
  await count();
}

it("each slot without a decision leaves a record with how many bots and why, whoever lost it", async () => {
  const count = counter();
  await count();
  await decide(at("10:05"), bots);
  await pass(count, "10:05");
  // two of four were decided before its turn was over
  await decide(at("10:10"), bots.slice(0, 2));
  noteSlot("5m", Date.parse(at("10:10")), "overtaken");
  await pass(count, "10:10");
  // no job of it ever came
  await pass(count, "10:15");
  await decide(at("10:20"), bots.slice(0, 3));
  noteSlot("5m", Date.parse(at("10:20")), "ran");
  await pass(count, "10:20");
  await pass(count, "10:32");
  expect(await rows()).toEqual(["5m 10:10 2/4 overtaken", "5m 10:15 4/4 not_run", "5m 10:20 1/4 failed"]);
  // the two that closed in one look are counted as well, when their time is over
  await pass(count, "10:41");
  expect((await rows()).slice(3)).toEqual(["5m 10:25 4/4 not_run", "5m 10:30 4/4 not_run"]);
  expect(await findMissedShares(clocks.wall())).toEqual({
    hour: { due: 24, missed: 15 },
    day: { due: 24, missed: 15 },
  });
});

it("a bot that was paused before its slot was counted owes nothing, and a look again counts nothing twice", async () => {
  const count = counter();
  await count();
  hand.set(at("10:05"));
  await count();
  await asOwner(database.ownerUrl, (client) =>
    client.query(`UPDATE bot SET status = 'paused' WHERE id = $1`, [bots[0]]),
  );
  await decide(at("10:05"), bots.slice(1));
  later += 6_000;
  await pass(count, "10:15");
  await pass(count, "10:15");
  expect(await rows()).toEqual([]);
  expect((await findMissedShares(clocks.wall())).hour).toEqual({ due: 3, missed: 0 });
});

it("slots that closed while no worker was there are counted as an outage by the next one", async () => {
  const first = counter();
  await first();
  await decide(at("10:05"), bots);
  await pass(first, "10:05");
  await pass(first, "10:15");
  await decide(at("10:30"), bots);
  const next = counter();
  await pass(next, "10:32");
  await pass(next, "10:42");
  expect(await rows()).toEqual([
    "5m 10:10 4/4 outage",
    "5m 10:15 4/4 outage",
    "5m 10:20 4/4 outage",
    "5m 10:25 4/4 outage",
  ]);
  // another market session begins anew
  const other = counter("live:y");
  await pass(other, "10:42");
  expect((await rows()).length).toBe(4);
  expect((await findMissedShares(plusMs(clocks.wall(), 3 * 3_600_000))).hour).toEqual({ due: 0, missed: 0 });
});

it("what closes before a first start trades is nobody's turn, and before a later one an outage", async () => {
  let open = false;
  const begin = () => counter("live:x", () => open);
  const first = begin();
  await first();
  await pass(first, "10:05");
  open = true;
  await pass(first, "10:06");
  await decide(at("10:10"), bots);
  await pass(first, "10:10");
  await pass(first, "10:20");
  expect(await rows()).toEqual([]);
  expect((await findMissedShares(clocks.wall())).hour).toEqual({ due: 4, missed: 0 });
  open = false;
  const next = begin();
  await pass(next, "10:26");
  open = true;
  await pass(next, "10:27");
  await pass(next, "10:36");
  expect((await rows()).slice(0, 3)).toEqual([
    "5m 10:15 4/4 outage",
    "5m 10:20 4/4 outage",
    "5m 10:25 4/4 outage",
  ]);
});
