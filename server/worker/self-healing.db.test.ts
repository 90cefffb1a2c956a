// The system mends itself: real Postgres, a real order lifecycle, and what is broken is really broken.
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { sealAudit } from "@/server/audit/seal-audit";
import type { EngineStatus } from "@/server/events/job-engine";
import { settleOrders } from "@/server/execution/settle-orders";
import { askHeals } from "@/server/health/healing/ask-heals";
import { findingKey } from "@/server/health/healing/core/finding";
import { createHealing, type HealingParts } from "@/server/health/healing/create-healing";
import { listHeals } from "@/server/health/healing/list-heals";
import { pruneHeals } from "@/server/health/healing/prune-heals";
import { findLockHolders } from "@/server/health/healing/store";
import { wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { logger } from "@/server/platform/logger";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { createHealTeller } from "./tell-heals";
import { type Fixture, openFixture } from "./testing/open-fixture";

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

const RUNS: EngineStatus = {
  kind: "embedded",
  running: true,
  lastLookAt: null,
  lastScheduleAt: null,
  lastScheduleMarketAt: null,
  callsInFlight: 0,
};

/** Self-healing on the fixture's own clock; what it told, and what it asked of others. */
function heal(more: Partial<HealingParts> = {}) {
  const told: string[] = [];
  const asked: string[] = [];
  const healing = createHealing({
    userId: fixture.userId,
    clocks: fixture.lifecycle.runtime.clocks,
    runtime: fixture.lifecycle.runtime,
    engine: () => RUNS,
    lateJobs: () => [],
    machine: async () => ({ diskFreeBytes: 9, diskTotalBytes: 10, memoryFreeBytes: 9, memoryTotalBytes: 10 }),
    feeds: () => [],
    sources: [],
    awaitsSlot: () => false,
    jobs: {
      nudge: () => asked.push("nudge"),
      send: async (events) => {
        asked.push(...events.map(({ name }) => name));
        return { ids: [] };
      },
    },
    restart: () => asked.push("restart"),
    seal: () => sealAudit(wallNow(), null),
    tidy: async () => 0,
    log: logger("test"),
    tell: async ({ finding }) => void told.push(findingKey(finding)),
    untell: async ({ finding }) => void told.push(`well: ${findingKey(finding)}`),
    ...more,
  });
  const round = async () => {
    // as the worker does all the time
    await sealAudit(wallNow(), null);
    await healing.round();
    fixture.lifecycle.waitWall(30_000);
  };
  return { ...healing, look: healing.round, round, told, asked };
}

const lose = () => Promise.reject(new Error("socket hang up"));
const wallNow = () => fixture.lifecycle.runtime.clocks.wall();
const audited = async () =>
  (
    await db.auditEntry.findMany({
      where: { action: { startsWith: "heal." } },
      orderBy: { seq: "asc" },
    })
  ).map(({ action, actor, subject }) => `${action} ${subject} by ${actor}`);

it("an order without an answer is looked up three times, told once, and taken back when its venue answers", async () => {
  fixture.manners.createOrder = async (request) => {
    await fixture.lifecycle.venue.createOrder(request);
    return lose();
  };
  fixture.manners.findOrder = lose;
  await fixture.enter();
  const { round, told } = heal();
  await round();
  expect(await listHeals(wallNow())).toMatchObject({ open: 0, heals: [] });

  fixture.lifecycle.waitWall(120_000);
  for (let count = 0; count < 5; count++) await round();
  const [broken] = (await listHeals(wallNow())).heals;
  expect(broken).toMatchObject({ part: "orders", subject: "paper:binance", outcome: null });
  expect(broken?.tries.map(({ act, ok }) => [act, ok])).toEqual(Array(3).fill(["compare_venue", true]));
  expect(told).toEqual(["orders:paper:binance"]);

  delete fixture.manners.findOrder;
  await settleOrders(fixture.lifecycle.runtime);
  await round();
  const [mended] = (await listHeals(wallNow())).heals;
  expect(mended).toMatchObject({ outcome: "healed", toldWallAt: expect.any(String) });
  expect(mended?.lastedMs).toBeGreaterThanOrEqual(120_000);
  expect(told).toEqual(["orders:paper:binance", "well: orders:paper:binance"]);
  const of = "orders:paper:binance by schedule:self-healing";
  expect(await audited()).toEqual([
    ...Array(3).fill(`heal.tried ${of}`),
    `heal.told ${of}`,
    `heal.ended ${of}`,
  ]);
});

it("a pool that is exhausted is found by asking through it, made anew, and written down when it answers", async () => {
  const { look } = heal();
  await sealAudit(wallNow(), null);
  await look();
  // each takes one of its ten connections
  const hogged = Promise.allSettled(Array.from({ length: 10 }, () => db.$executeRaw`SELECT pg_sleep(8)`));
  await sleep(300);
  await look();
  // the next question has connections of its own already
  await expect(db.heal.count()).resolves.toBe(0);
  await look();
  expect((await listHeals(wallNow())).heals).toMatchObject([
    { part: "database", outcome: "healed", tries: [{ act: "reconnect", ok: true }] },
  ]);
  await hogged;
});

it("a transaction that was left open and holds others up is ended, and one that works is left alone", async () => {
  const [holder, waiter] = [new pg.Client(database.url), new pg.Client(database.url)];
  await Promise.all([holder.connect(), waiter.connect()]);
  const ended = new Promise((resolve) => holder.on("error", resolve));
  await holder.query("BEGIN");
  await holder.query(`SELECT 1 FROM leader_lease`);
  await holder.query(`LOCK TABLE "storage_sample" IN ACCESS EXCLUSIVE MODE`);
  const waits = waiter.query(`SELECT count(*) FROM "storage_sample"`).then(
    () => true,
    () => false,
  );
  waiter.on("error", () => undefined);
  try {
    await expect.poll(() => findLockHolders(0)).toHaveLength(1);
    expect(await findLockHolders(60_000)).toEqual([]);
    await expect.poll(() => findLockHolders(5_000), { timeout: 20_000 }).toHaveLength(1);
    const { round } = heal();
    await round();
    await ended;
    expect(await waits).toBe(true);
    await round();
  } finally {
    await Promise.all([holder, waiter].map((client) => client.end().catch(() => undefined)));
  }
  expect((await listHeals(wallNow())).heals).toMatchObject([
    { part: "locks", outcome: "healed", tries: [{ act: "end_holder", said: "its connection was ended" }] },
  ]);
});

it("the engine is woken twice, then the worker restarted, and the next process goes on counting", async () => {
  const late = [{ part: "engine", words: "The job engine has not looked at its queue for 40 s." }] as const;
  const first = heal({ lateJobs: () => late });
  for (let count = 0; count < 4; count++) await first.round();
  expect(first.asked).toEqual(["nudge", "nudge", "restart"]);
  expect(first.told).toEqual([]);

  const second = heal({ lateJobs: () => late });
  await second.round();
  await second.round();
  expect(second.asked).toEqual([]);
  expect(second.told).toEqual(["engine"]);
  expect((await listHeals(wallNow())).heals).toHaveLength(1);
});

it("a late cycle is planned again under ids of its own, and a person who asks has it tried at once", async () => {
  const late = [{ part: "cycle", words: "The trading cycle is late." }] as const;
  const healing = heal({ lateJobs: () => late });
  await healing.round();
  expect(healing.asked).toEqual(["cycle/due"]);
  await healing.roundIfAsked();
  expect(healing.asked).toHaveLength(1);

  const ctx = { ...fixture.ctx, wallNow: wallNow() };
  expect(await askHeals(ctx)).toEqual({ ok: true, value: { asked: 1 } });
  await healing.roundIfAsked();
  await healing.roundIfAsked();
  expect(healing.asked).toEqual(["cycle/due", "cycle/due"]);
  await db.heal.deleteMany();
  expect(await askHeals(ctx)).toMatchObject({ ok: false, refusal: { code: "not_now" } });
});

it("what was over long ago is forgotten, what is broken is not", async () => {
  const day = 86_400_000;
  const row = (ageDays: number, isOver: boolean) => ({
    id: crypto.randomUUID(),
    part: "feed",
    subject: `${ageDays}`,
    severity: "high",
    words: "w",
    todo: "t",
    foundMarketAt: new Date(),
    foundWallAt: new Date(wallNow() - ageDays * day),
    ...(isOver && { endedWallAt: new Date(wallNow() - ageDays * day), outcome: "gone" }),
  });
  await db.heal.createMany({ data: [row(91, true), row(89, true), row(200, false)] });
  expect(await pruneHeals(wallMs(wallNow()))).toBe(1);
  expect((await db.heal.findMany({ orderBy: { subject: "asc" } })).map(({ subject }) => subject)).toEqual([
    "200",
    "89",
  ]);
});

it("a full disk and a wrong clock are an alert each, raised at the first look, once, and over when they are well again", async () => {
  let [freeBytes, offsetMs] = [1, -90_000];
  const clock = {
    status: () => ({ exchange: "binance", watched: 1, downMs: null, offsetMs, measuredAt: 1 }) as const,
    reopen: async () => undefined,
    askInstead: () => undefined,
    measureClock: async () => undefined,
  };
  const { round } = heal({
    ...createHealTeller(fixture.lifecycle.runtime.clocks, fixture.userId),
    machine: async () => ({
      diskFreeBytes: freeBytes,
      diskTotalBytes: 10,
      memoryFreeBytes: 9,
      memoryTotalBytes: 10,
    }),
    sources: [clock],
  });
  for (let count = 0; count < 6; count++) await round();
  const alerts = async () =>
    (await db.alert.findMany({ orderBy: { kind: "asc" } })).map(
      ({ kind, subject, severity, count, resolvedWallAt }) => [
        kind,
        subject,
        severity,
        count,
        resolvedWallAt !== null,
      ],
    );
  expect(await alerts()).toEqual([
    ["clock_skew", "system:clock", "high", 1, false],
    ["disk_full", "system:disk", "high", 1, false],
  ]);
  [freeBytes, offsetMs] = [9, 5];
  await round();
  expect((await alerts()).map((alert) => alert.at(-1))).toEqual([true, true]);
});
