import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { marketMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { listScorecards } from "./list-scorecards";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await fixture?.close();
  await database?.drop();
});
beforeEach(async () => {
  await fixture?.close();
  fixture = await openFixture(database);
});

const scorecards = () =>
  listScorecards({ userId: fixture.userId, marketNow: fixture.lifecycle.runtime.clocks.market() });

it("is made of the trades that were booked, of the present version and its book alone", async () => {
  const { bots: before } = await scorecards();
  expect(before).toMatchObject([{ name: "Zeus", trades: 0, passed: false, evidence: { wealth: 1 } }]);
  await fixture.enter();
  await fixture.tick("90");
  await fixture.tick("90");
  const closed = await db.position.findFirstOrThrow({ where: { status: "closed" } });
  const { bots, standOut } = await scorecards();
  expect(standOut).toBe(0);
  const [card] = bots;
  expect(card?.trades).toBe(1);
  const profit = card?.lines.find(({ gate }) => gate === "profit")?.value;
  expect(profit).toBeCloseTo(closed.realised.div(1_000).toNumber(), 12);
  expect(card?.evidence).toMatchObject({ passed: false, moreTrades: null });
  // the price fell far below the stop: the evidence counts no more than the stop and 1 %
  expect(card?.evidence.beyondStop).toBe(1);
  await db.position.update({ where: { id: closed.id }, data: { book: "paper" } });
  expect((await scorecards()).bots).toMatchObject([{ trades: 0 }]);
});

it("a week is counted back from the market's now", async () => {
  await fixture.enter();
  await fixture.tick("90");
  await fixture.tick("90");
  const later = marketMs(fixture.lifecycle.runtime.clocks.market() + 8 * 86_400_000);
  const { bots } = await listScorecards({ userId: fixture.userId, marketNow: later });
  const [card] = bots;
  expect(card?.trades).toBe(1);
  expect(card?.lines.find(({ gate }) => gate === "trades")?.value).toBe(0);
});
