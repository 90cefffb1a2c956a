import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { awakeMs } from "@/server/platform/awake-clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { createLeadership, type Leadership } from "../lead";

let database: TestDatabase;
const all: Leadership[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(async () => {
  for (const one of all.splice(0)) await one.resign();
});

function open(holder: string, options: { leaseMs?: number; now?: () => number } = {}) {
  const lost: string[] = [];
  const leadership = createLeadership({ holder, onLost: () => lost.push(holder), ...options });
  all.push(leadership);
  return { ...leadership, lost };
}

const lease = () => db.leaderLease.findUniqueOrThrow({ where: { name: "trader" } });
/** What a broken network does: the server ends the connection that holds the lock. */
const cutLockHolder = async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE l.locktype = 'advisory' AND d.datname = current_database()`,
  );
  await client.end();
};
const expire = () => db.leaderLease.updateMany({ data: { expiresAt: new Date(0) } });

it("one leads and the other stands by, also beyond the length of a lease, and takes over at once from one that leaves", async () => {
  const [first, second] = [open("first", { leaseMs: 1_200 }), open("second", { leaseMs: 1_200 })];
  expect(await first.tryLead()).toBe(true);
  for (const until = awakeMs() + 2_500; awakeMs() < until; await sleep(100)) {
    expect(await second.tryLead()).toBe(false);
    expect(second.token()).toBeNull();
  }
  expect(await second.leader()).toBe("first");
  const before = first.token();
  expect(before).not.toBeNull();
  await first.resign();
  expect(await second.tryLead()).toBe(true);
  expect(second.token()).toBeGreaterThan(before ?? 0n);
});

it("a leader whose connection falls is succeeded before its lease has run out", async () => {
  const [first, second] = [open("first", { leaseMs: 600_000 }), open("second")];
  expect(await first.tryLead()).toBe(true);
  await cutLockHolder();
  await expect.poll(() => first.token()).toBeNull();
  await expect.poll(() => second.tryLead()).toBe(true);
  expect(first.lost).toEqual(["first"]);
});

it("a leader that hangs with its lock in its hand is succeeded when its lease has run out", async () => {
  const [hanging, next] = [open("hanging", { leaseMs: 4_000 }), open("next")];
  expect(await hanging.tryLead()).toBe(true);
  const old = hanging.token();
  expect(await next.tryLead()).toBe(false);
  await expire();
  expect(await next.tryLead()).toBe(true);
  expect(next.token()).toBeGreaterThan(old ?? 0n);
  // it learns of it at its next renewal, if it turns again before its own count is over
  await expect.poll(() => hanging.token(), { timeout: 5_000 }).toBeNull();
  expect(hanging.lost).toEqual(["hanging"]);
  expect(await hanging.tryLead()).toBe(false);
});

it("a leader that was stopped longer than its lease finds no token when it wakes, before anybody has told it", async () => {
  let stoppedMs = 0;
  const leader = open("stopped", { leaseMs: 8_000, now: () => awakeMs() + stoppedMs });
  expect(await leader.tryLead()).toBe(true);
  expect(leader.token()).not.toBeNull();
  stoppedMs = 7_000;
  expect(leader.token()).toBeNull();
  // nobody took it meanwhile: it goes on, with the token it had
  expect(await leader.tryLead()).toBe(true);
  expect(leader.token()).toBe((await lease()).token);
});

it("a leader without the lock is not pushed aside by whoever gets the lock", async () => {
  const [leader, other] = [open("leader", { leaseMs: 600_000 }), open("other")];
  expect(await leader.tryLead()).toBe(true);
  await db.leaderLease.updateMany({ data: { locked: false } });
  await cutLockHolder();
  expect(await other.tryLead()).toBe(false);
  await expire();
  expect(await other.tryLead()).toBe(true);
});
