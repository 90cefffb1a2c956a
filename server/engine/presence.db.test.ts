import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../platform/testing/test-database";
import { openEngineDb } from "./engine-db";
import { findMissingWorkers, joinPresence } from "./presence";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const WAIT = { timeout: 5_000, interval: 20 };

it("declares nobody dead right after an outage that cut everybody, itself included", async () => {
  const db = openEngineDb(database.url, 1, () => undefined);
  const admin = new pg.Client(database.ownerUrl);
  await admin.connect();
  const silent = { databaseUrl: database.url, onWork: () => undefined, onError: () => undefined };
  const [one, other] = [await joinPresence(silent), await joinPresence(silent)];
  const leased = `INSERT INTO job_queue ("runId", "functionId", "clock", "worker", "leaseUntil", "setWallAt")
    VALUES ('r', 'f', 'c', $1, now() + interval '1 hour', now())`;
  try {
    await admin.query(
      `INSERT INTO job_run ("id", "functionId", "clock", "eventId", "event", "status", "queuedMarketAt", "queuedWallAt")
        VALUES ('r', 'f', 'c', 'e', '{}', 'running', now(), now())`,
    );
    await admin.query(leased, [other.worker]);
    expect(one.mayJudge()).toBe(true);
    expect(await findMissingWorkers(db, one.worker)).toEqual([]);
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'amarktai-jobs-presence'`,
    );
    await vi.waitFor(() => expect(one.isHeld()).toBe(false), WAIT);
    await vi.waitFor(() => expect(one.isHeld()).toBe(true), WAIT);
    expect(one.mayJudge()).toBe(false);
    // one that has really left is still found, by whoever was not cut
    await other.leave();
    await vi.waitFor(
      async () => expect(await findMissingWorkers(db, one.worker)).toEqual([other.worker]),
      WAIT,
    );
  } finally {
    await Promise.all([one.leave(), other.leave(), admin.end()]);
    await db.end();
  }
}, 30_000);
