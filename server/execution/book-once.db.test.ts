import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { plusMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { watchStatements } from "@/server/worker/bench/watch-statements";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { settleOrders } from "./settle-orders";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

/** The statements that the work sends, as text. */
async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const watch = watchStatements();
  await work();
  watch.stop();
  return watch.sent.map(({ text }) => text);
}

/** Locking a row reads nothing of it. */
const readsOf = (statements: readonly string[], table: string) =>
  statements.filter((text) =>
    new RegExp(`^\\s*SELECT (?!1 FROM).* FROM ("public"\\.)?"?${table}"?[\\s,]`, "s").test(`${text} `),
  ).length;

// Guards the pace of the lifecycle: a fact that was read is handed on, not read again.
it("booking a fill reads each fact once", async () => {
  fixture = await openFixture(database);
  await fixture.tick("105", 500);
  await fixture.tick("105", 600);
  const { lifecycle } = fixture;
  const tick = lifecycle.runtime.lastTick("binance", "BTC/USDT") ?? expect.fail("no price");
  // beyond the venue's latency; only the venue hears of it
  const next = { ...tick, at: plusMs(lifecycle.now(), 1_000) };
  lifecycle.show(next);
  await lifecycle.venue.match([next]);
  const statements = await statementsOf(() => settleOrders(lifecycle.runtime));
  expect(await db.fill.count()).toBe(1);
  expect({
    bot: readsOf(statements, "bot"),
    settings: readsOf(statements, "settings"),
    fill: readsOf(statements, "fill"),
    position: readsOf(statements, "position"),
    // which venues have any, and the page of them: under its lock the row is as it was seen
    orders: readsOf(statements, "orders"),
  }).toEqual({ bot: 1, settings: 1, fill: 0, position: 1, orders: 2 });
});
