import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { plusMs, toDate } from "@/server/kernel/clock";
import { movePaperMoney } from "@/server/ledger/move-paper-money";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { showReturns } from "./show-returns";

const HOUR_MS = 3_600_000;
let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
  fixture = await openFixture(database);
});
afterAll(async () => {
  await fixture?.close();
  await database?.drop();
});

const returns = async () => (await showReturns({ userId: fixture.userId, book: "demo" })).returns;

it("nothing published yet: nothing is said", async () => {
  expect(await returns()).toEqual([]);
});

it("10000 grow to 11000, 1000 are put in at half time, 12000 grow to 13200: 21 %, and 2200 of profit", async () => {
  const { startAt } = fixture.feed;
  const put = await movePaperMoney(
    { book: "demo", exchange: "binance", direction: "deposit", amount: "1000" },
    { ...fixture.ctx, runId: randomUUID(), marketNow: plusMs(startAt, HOUR_MS) },
  );
  expect(put.ok).toBe(true);
  const totals = [{ currency: "USDT", equity: "13200" }];
  const at = toDate(plusMs(startAt, 2 * HOUR_MS));
  const view = { book: "demo", marketAt: at.toISOString(), wallAt: at.toISOString(), feeds: [], totals };
  await asOwner(database.ownerUrl, async (client) => {
    const before = toDate(plusMs(startAt, HOUR_MS - 60_000));
    await client.query(
      `INSERT INTO equity_point ("userId", "book", "wallAt", "marketAt", "currency", "equity", "cash")
       VALUES ($1, 'demo', $2, $2, 'USDT', '11000', '0')`,
      [fixture.userId, before],
    );
    await client.query(
      `INSERT INTO live_view ("userId", "book", "view", "marketAt", "wallAt") VALUES ($1, 'demo', $2, $3, $3)`,
      [fixture.userId, JSON.stringify({ view, growth: {} }), at],
    );
  });
  const [usdt] = await returns();
  expect(usdt).toMatchObject({ initial: "10000", injected: "1000", withdrawn: "0", profit: "2200" });
  expect(usdt?.timeWeighted).toBeCloseTo(0.21, 12);
  // 10000 × 1.21 + 1000 × 1.1 = 13200
  expect(usdt?.moneyWeighted).toBeCloseTo(0.21, 9);
});

it("where nobody recorded what was there before a flow, only the money-weighted return is known", async () => {
  await asOwner(database.ownerUrl, (client) => client.query("DELETE FROM equity_point"));
  expect(await returns()).toMatchObject([{ timeWeighted: null, profit: "2200" }]);
});
