import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { sendIntents, sendWaitingIntents } from "@/server/execution/send-orders";
import { settleOrders } from "@/server/execution/settle-orders";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { addToBlacklist } from "./blacklist";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  fixture = await openFixture(database);
});
afterEach(() => fixture?.close());

const owner = (): ActionContext => ({
  actor: { kind: "owner", id: fixture.userId },
  userId: fixture.userId,
  runId: randomUUID(),
  channel: "web",
  marketNow: marketMs(Date.UTC(2026, 0, 5)),
  wallNow: wallMs(Date.UTC(2026, 0, 5)),
});
const blacklist = async (symbol: string) =>
  expect(await addToBlacklist({ symbol }, owner())).toMatchObject({ ok: true });
const orders = () => db.order.findMany({ where: { botId: fixture.botId } });
const money = async () =>
  `${await fixture.balance("USDT", "allocated")} + ${await fixture.balance("USDT", "in_orders")} in orders`;
/** A buy at 100 that rests below a market at 105. */
async function rest() {
  const { orderIds } = await fixture.plan();
  await db.order.updateMany({ data: { type: "limit", limitPrice: "100", postOnly: true } });
  expect(await sendIntents(fixture.lifecycle.runtime, orderIds)).toEqual({ sent: 1 });
  await fixture.tick("105", 500);
  expect(await orders()).toMatchObject([{ status: "ack", cancelCode: null }]);
}

it("an entry that was written down before its coin was blacklisted is never sent, and frees what it held", async () => {
  await fixture.plan();
  await blacklist("BTC");
  await sendWaitingIntents(fixture.lifecycle.runtime);
  expect(fixture.created).toEqual([]);
  expect(await orders()).toMatchObject([{ status: "expired", endCode: "blacklisted" }]);
  expect(await money()).toBe("1000 + 0 in orders");
});

it("one that rests is asked back in the same commit, and ends on the venue's word", async () => {
  await rest();
  await blacklist("BTC/USDT");
  expect(await orders()).toMatchObject([{ status: "ack", cancelCode: "blacklisted" }]);
  await settleOrders(fixture.lifecycle.runtime);
  expect(await orders()).toMatchObject([{ status: "cancelled", endCode: "blacklisted" }]);
  expect(await db.paperOrder.findFirst()).toMatchObject({ status: "canceled" });
  expect(await money()).toBe("1000 + 0 in orders");
});

it("one that was decided while the coin was being blacklisted is taken back by the next round", async () => {
  await rest();
  await blacklist("BTC");
  // as if it had been written down by a cycle that had read the list before
  await db.order.updateMany({ data: { cancelCode: null } });
  await settleOrders(fixture.lifecycle.runtime);
  expect(await orders()).toMatchObject([{ status: "cancelled", endCode: "blacklisted" }]);
});

it("entries of other coins go on, and so does what is sold", async () => {
  await rest();
  await blacklist("ETH");
  await settleOrders(fixture.lifecycle.runtime);
  expect(await orders()).toMatchObject([{ status: "ack", cancelCode: null }]);
  await fixture.tick("99");
  await blacklist("BTC");
  await fixture.tick("80");
  await fixture.tick("80");
  const sold = await db.order.findFirst({ where: { purpose: "exit" } });
  expect(sold).toMatchObject({ status: "filled" });
});
