import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { systemContext } from "@/server/auth/system-context";
import { plusMs } from "@/server/kernel/clock";
import { movePaperMoney } from "@/server/ledger/move-paper-money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture, UNPACED } from "@/server/worker/testing/open-fixture";
import { publishRate } from "@/server/worker/testing/see-profits";
import { planFunding } from "./plan-funding";
import { showFunding } from "./show-funding";

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
  // all of it in one currency, at one exchange: the targets of those with another currency are not known
  fixture = await openFixture(database, { settings: { ...UNPACED, displayCurrency: "USDT" } });
  await publishRate(database, fixture);
});

let later = 0;
const clocks = () => {
  const { market, wall } = fixture.lifecycle.runtime.clocks;
  return { market, wall: () => plusMs(wall(), later) };
};
const look = () => planFunding(clocks(), { userId: fixture.userId, book: "demo" });
const plans = async () =>
  (await showFunding({ userId: fixture.userId, book: "demo" })).plans.map(
    ({ from, to, asset, required, available, deficit, status }) =>
      `${from} ${to} ${required} ${available} ${deficit} ${asset} ${status}`,
  );

it("an exchange that lacks money has a plan, once, and it is ticked off when the deposit is seen", async () => {
  // 10000 USDT at Binance; KuCoin has nothing of 10 × 8000 / 45
  await look();
  const kucoin = (await plans()).filter((line) => line.includes(" kucoin "));
  expect(kucoin).toEqual(["luno kucoin 1777.777777777777777778 0 1777.777777777777777778 USDT open"]);
  expect(await look()).toBe(0);
  expect(await db.fundingPlan.count({ where: { toPlace: "kucoin" } })).toBe(1);
  expect(await db.auditEntry.count({ where: { action: "funding.planned" } })).toBe(1);
  later += 60_000;
  await put("1900");
  later += 60_000;
  // what came in raises the total, and with it the target: 1900 of 2115
  await look();
  expect((await plans()).filter((line) => line.includes(" kucoin "))[0]).toMatch(/ 1900 .* open$/);
  await put("400");
  later += 60_000;
  await look();
  expect((await plans()).filter((line) => line.includes(" kucoin "))).toEqual([
    expect.stringMatching(/^luno kucoin .* 2300 0 USDT seen$/),
  ]);
});

it("no rate, no plan: an exchange whose target is not known is left alone", async () => {
  await look();
  expect((await plans()).filter((line) => line.includes(" kraken "))).toEqual([]);
});

it("what ended more than a year ago is forgotten", async () => {
  await look();
  const old = new Date(clocks().wall() - 366 * 86_400_000);
  await db.fundingPlan.updateMany({ data: { status: "seen", endedWallAt: old, openedWallAt: old } });
  later += 60_000;
  await look();
  expect(await db.fundingPlan.count({ where: { status: "seen" } })).toBe(0);
});

async function put(amount: string): Promise<void> {
  const now = { marketNow: clocks().market(), wallNow: clocks().wall() };
  const ctx = systemContext({ id: `put-${amount}`, userId: fixture.userId, channel: "start" }, now);
  const input = { book: "demo", exchange: "kucoin", direction: "deposit", amount } as const;
  const done = await movePaperMoney(input, { ...ctx, runId: crypto.randomUUID() });
  if (!done.ok) throw new Error(done.refusal.message);
}
