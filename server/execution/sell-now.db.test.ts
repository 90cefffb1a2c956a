import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { toDecimal } from "@/server/kernel/money";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import type { OpenPosition } from "@/server/positions/core/open-position";
import { listOpenPositions } from "@/server/positions/list-open-positions";
import { watchStatements } from "@/server/worker/bench/watch-statements";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";
import { reconcile } from "./reconcile";
import { sellNow } from "./sell-now";

const QUICK = '"sentWallAt", "userId"';
const LONG = 'INSERT INTO "orders" ("userId"';

let database: TestDatabase;
let fixture: Fixture;
let held: OpenPosition;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  fixture = await openFixture(database);
  await fixture.enter();
  const [position] = await listOpenPositions({});
  if (!position) throw new Error("no position");
  held = position;
});
afterEach(async () => {
  await fixture?.close();
});

async function asOwner(sql: string): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

const exit = { reasonCode: "stop_loss", price: toDecimal("99"), words: "Stop: it traded there" };
const sell = () => sellNow(fixture.lifecycle.runtime, held, exit);
const exits = () => db.order.findMany({ where: { purpose: "exit" } });
const isFlat = async () => {
  await fixture.tick("99");
  expect(await db.position.count({ where: { status: "open" } })).toBe(0);
  expect((await reconcile(fixture.lifecycle.runtime)).difference).toBe("0");
};

it("a first exit is one statement before the wire, and leaves what the long way leaves", async () => {
  const watch = watchStatements();
  await sell();
  watch.stop();
  expect([QUICK, LONG, 'FROM "leader_lease"'].map(watch.count)).toEqual([1, 0, 1]);
  const [order, ...more] = await exits();
  expect(more).toEqual([]);
  expect(order).toMatchObject({ status: "ack", reasonCode: "stop_loss", positionId: held.positionId });
  expect(order?.fencingToken).toBe(fixture.lifecycle.runtime.leaderToken());
  expect(order?.amount.toFixed()).toBe(order?.reserved.toFixed());
  const orderId = order?.id ?? "";
  const steps = await db.orderEvent.findMany({ where: { orderId }, orderBy: { id: "asc" } });
  expect(steps.map(({ from, to }) => `${from} ${to}`)).toEqual(["intent sent", "sent ack"]);
  const told = await db.auditEntry.findMany({
    where: {
      subject: { in: [orderId, held.positionId] },
      action: { in: ["exit.requested", "order.changed"] },
    },
    orderBy: { seq: "asc" },
  });
  expect(told.map(({ action, reason }) => `${action}: ${reason}`).slice(0, 2)).toEqual([
    `exit.requested: ${exit.words}`,
    "order.changed: sent",
  ]);
  const reserve = await db.ledgerTransaction.findFirst({ where: { ref: `reserve:${orderId}` } });
  const entries = await db.ledgerEntry.findMany({ where: { transactionId: reserve?.id ?? 0n } });
  expect(entries.map(({ amount }) => amount.toFixed()).sort()).toEqual(
    [`-${order?.amount.toFixed()}`, order?.amount.toFixed()].sort(),
  );
  await isFlat();
});

it("asked for twice at once, or again while one is under way, it is one exit", async () => {
  await Promise.all([sell(), sell()]);
  await sell();
  expect(await exits()).toHaveLength(1);
  expect(fixture.created).toHaveLength(2);
  await isFlat();
});

it("where less of it is free than it holds, the long way sells what is free", async () => {
  // what the bot holds has shrunk by something the position does not know
  held = { ...held, amount: held.amount.times(2) };
  const watch = watchStatements();
  await sell();
  watch.stop();
  expect([QUICK, LONG].map(watch.count)).toEqual([1, 1]);
  expect(await exits()).toMatchObject([{ status: "ack" }]);
  await isFlat();
});

it("under another leader nothing is written, and nothing is sent", async () => {
  await asOwner(`UPDATE "leader_lease" SET "token" = "token" + 1`);
  await sell();
  expect(fixture.created).toHaveLength(1);
  expect((await exits()).filter(({ status }) => status !== "intent")).toEqual([]);
  expect(await db.auditEntry.count({ where: { action: "order.changed", reason: "sent" } })).toBe(1);
});

it("what rests of its entry is asked back in the same moment", async () => {
  const [entry] = await db.order.findMany({ where: { purpose: "entry" } });
  // as if more of it still rested at the venue
  await asOwner(`CREATE TEMPORARY TABLE another AS SELECT * FROM "orders" WHERE "id" = '${entry?.id}';
    UPDATE another SET "id" = gen_random_uuid(), "clientOrderId" = 'another', "leg" = 'another', "status" = 'ack';
    INSERT INTO "orders" SELECT * FROM another`);
  await sell();
  expect(await db.order.findFirst({ where: { clientOrderId: "another" } })).toMatchObject({
    cancelCode: "exit_requested",
  });
});
