import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openLabDb } from "@/server/engine/testing/engine-lab";
import { wallMs } from "@/server/kernel/clock";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { findJobServer } from "./find-job-server";
import { listFunctions } from "./list-functions";
import { listRuns } from "./list-runs";
import { showRun } from "./show-run";

let database: TestDatabase;
beforeAll(async () => {
  // read once a process: set before anything asks
  vi.stubEnv("INNGEST_BASE_URL", "http://inngest:8288");
  vi.stubEnv("INNGEST_PAGES_URL", "https://jobs.example.org");
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it("under an Inngest server the embedded engine's old rows are shown nowhere, and its own pages are named", async () => {
  const db = openLabDb(database.ownerUrl);
  await db.rows(
    `INSERT INTO job_function ("id", "config", "registeredAt") VALUES ('amarktai-old', '{}', now())`,
  );
  await db.rows(
    `INSERT INTO job_run ("id", "functionId", "clock", "eventId", "event", "status", "queuedMarketAt", "queuedWallAt")
     VALUES ('old', 'amarktai-old', 'simulated:1', 'e', '{}', 'running', now(), now())`,
  );
  await db.end();
  expect(await listFunctions(wallMs(Date.now()))).toEqual([]);
  expect(await listRuns({ limit: 10 })).toEqual({ ok: true, value: { runs: [], nextCursor: null } });
  expect(await showRun("old")).toMatchObject({
    ok: false,
    refusal: {
      code: "not_now",
      message: expect.stringMatching(/its own pages at https:\/\/jobs\.example\.org/),
    },
  });
  expect(findJobServer()).toEqual({
    url: "http://inngest:8288",
    runsUrl: "https://jobs.example.org/runs",
    functionsUrl: "https://jobs.example.org/functions",
  });
});
