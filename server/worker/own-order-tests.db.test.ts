// What an order test sends is ours: nothing of it looks as if by hand, and what it cost stands on a line of its own.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { dial } from "@/server/connections/dial";
import { askOrderTest } from "@/server/connections/order-test/ask-order-test";
import { createOrderTester } from "@/server/connections/order-test/run-order-tests";
import { db } from "@/server/platform/db";
import {
  openPracticeWorld,
  type PracticeCase,
  type PracticeWorld,
  takeAccountOver,
} from "./testing/practice-world";

const CASES = [
  { exchange: "binance", symbol: "BTC/USDT", asset: "USDT", capital: "2000" },
  { exchange: "luno", symbol: "BTC/ZAR", asset: "ZAR", capital: "40000" },
] as const;

let world: PracticeWorld;
beforeAll(async () => {
  world = await openPracticeWorld(CASES);
  for (const of of CASES) await takeAccountOver(world, of);
});
afterAll(() => world?.close());

/** The whole test, while the account is compared again and again. */
async function testOrders(of: PracticeCase): Promise<void> {
  const asked = await askOrderTest({ exchange: of.exchange, site: "simulator", trades: true }, world.ctx());
  expect(asked).toMatchObject({ ok: true });
  const { ended } = await createOrderTester(dial, world.trader().runtime.clocks)();
  let isOver = false;
  const over = ended.then(() => {
    isOver = true;
  });
  while (!isOver) await world.difference(of);
  await over;
  const [newest] = await db.orderTest.findMany({ orderBy: { askedWallAt: "desc" }, take: 1 });
  expect(newest).toMatchObject({ status: "passed", trades: true });
}

it.each(CASES)("$exchange: seen as ours while it runs and after, booked once, nothing held", async (of) => {
  await testOrders(of);
  await vi.waitFor(async () => expect(await world.difference(of)).toBe("0"), {
    timeout: 30_000,
    interval: 250,
  });
  const rows = await db.$queryRaw<{ asset: string; amount: string }[]>`
    SELECT e."asset", e."amount"::text AS amount FROM "ledger_entry" e
    JOIN "ledger_transaction" t ON t."id" = e."transactionId" JOIN "ledger_account" a ON a."id" = e."accountId"
    WHERE t."kind" = 'order_test' AND a."kind" = 'available' AND a."venue" = ${world.venueOf(of)} ORDER BY 1`;
  // what it bought it sold but for dust, and paid two fees
  const paid = Number(rows.find(({ asset }) => asset === of.asset)?.amount);
  expect(paid).toBeLessThan(0);
  // long afterwards it is still ours, and booked no second time
  world.waitWall(120_000);
  expect(await world.difference(of)).toBe("0");
  expect(await db.externalActivity.count()).toBe(0);
  expect(await db.accountLine.count({ where: { heldWallAt: { not: null } } })).toBe(0);
  expect(await db.auditEntry.count({ where: { action: "orderTest.booked" } })).toBe(
    CASES.indexOf(of as never) + 1,
  );
});
