import { Client } from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type EngineDb, openEngineDb } from "./engine-db";
import { pruneRuns } from "./prune-runs";
import { createLab, type LabDb, openLabDb, realClocks, until } from "./testing/engine-lab";

const ENDED_RUNS = 100_000;

let database: TestDatabase;
let db: EngineDb;
let lab: LabDb;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openEngineDb(database.url, 2, () => undefined);
  lab = openLabDb(database.ownerUrl);
});
afterEach(() => lab.rows("TRUNCATE job_run, job_queue, job_event, job_step, job_cron, job_function"));
afterAll(async () => {
  await lab.end();
  await db.end();
  await database.drop();
});

const later = (ms: number) => (realClocks.wall() + ms) as ReturnType<typeof realClocks.wall>;
const endedRuns = (count: number, status: string) =>
  lab.rows(`INSERT INTO job_run ("id", "functionId", "clock", "eventId", "event", "status", "queuedMarketAt",
      "queuedWallAt", "endedWallAt")
    SELECT '${status}' || n, 'lab-busy', 'lab', '${status}' || n, '{}', '${status}', now(), now(), now()
    FROM generate_series(1, ${count}) n`);
const left = () => lab.rows(`SELECT "status", count(*)::int AS n FROM job_run GROUP BY 1 ORDER BY 1`);

it("removes what ended long ago, failures later, and never what has not ended", async () => {
  await endedRuns(3, "completed");
  await endedRuns(2, "failed");
  await lab.rows(`INSERT INTO job_run ("id", "functionId", "clock", "eventId", "event", "status", "queuedMarketAt",
    "queuedWallAt") VALUES ('open', 'lab-busy', 'lab', 'open', '{}', 'running', now(), now() - interval '90 days')`);
  const keep = { completedMs: 1_000, failedMs: 60_000 };
  expect(await pruneRuns(db, keep, later(2_000))).toBe(3);
  expect(await left()).toEqual([
    { status: "failed", n: 2 },
    { status: "running", n: 1 },
  ]);
  expect(await pruneRuns(db, keep, later(61_000))).toBe(2);
  expect(await left()).toEqual([{ status: "running", n: 1 }]);
});

it("prunes by itself while it runs", async () => {
  await endedRuns(2_500, "completed");
  const keep = { completedMs: 1, failedMs: 1 };
  const { engine } = createLab(database.url, () => [], { keep: async () => keep, pruneEveryMs: 100 });
  await engine.start();
  await until("all are gone", async () => (await left()).length === 0);
  await engine.stop();
});

it("claims by index beside 100,000 ended runs, as fast as beside none, and prunes them", async () => {
  for (let n = 0; n < 50; n++)
    await lab.rows(`INSERT INTO job_queue ("runId", "functionId", "clock", "setWallAt", "dueWallAt")
      VALUES ('q${n}', 'lab-busy', 'lab', now(), now() + interval '1 day')`);
  const before = await claimMs();
  await endedRuns(ENDED_RUNS, "completed");
  await lab.rows("ANALYZE job_run");
  expect(await claimMs()).toBeLessThan(before * 3 + 30);
  const plans = await plansOf(`SELECT * FROM job_claim('lab', '1', '{lab-busy}', 20, now(), now(), 30000)`);
  expect(plans).toContain("job_queue_ready");
  expect(plans).not.toMatch(/Seq Scan on (public\.)?"?job_(queue|run)/);
  for (let n = 0; n < ENDED_RUNS / 1_000; n++)
    expect(await pruneRuns(db, { completedMs: 1, failedMs: 1 }, later(5_000))).toBe(1_000);
  expect(await left()).toEqual([]);
}, 90_000);

async function claimMs(): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 40; n++) {
    const from = performance.now();
    await db.rows({ text: "SELECT * FROM job_claim('lab', '1', '{lab-busy}', 20, now(), now(), 30000)" });
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b)[20] ?? 0;
}

/** The plans of every statement that runs inside, as Postgres explains them while it runs them. */
async function plansOf(sql: string): Promise<string> {
  const client = new Client({ connectionString: database.ownerUrl });
  const plans: string[] = [];
  client.on("notice", ({ message }) => plans.push(message ?? ""));
  await client.connect();
  await client.query("LOAD 'auto_explain'");
  await client.query(`SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
    SET client_min_messages = log`);
  await client.query(sql);
  await client.end();
  return plans.join("\n");
}
