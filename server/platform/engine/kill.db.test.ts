// kill -9 of a whole worker process, again and again, while runs are under way.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { hashSigningKey } from "./sign-request";
import {
  createLab,
  fastClocks,
  type LabDb,
  openLabDb,
  pause,
  SIGNING_KEY,
  until,
} from "./testing/engine-lab";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const SCRIPT = path.join(ROOT, `node_modules/.cache/engine-kill-${process.pid}.mjs`);
const RUNS = 60;
const KILLS = 12;
const SPEED = 15;

/** The worker under test: each step writes that it ran before it ends. */
const WORKER = `
import pg from "pg";
import { createLab } from "@/server/platform/engine/testing/engine-lab";
const pool = new pg.Pool({ connectionString: process.argv[2], max: 3 });
const note = (run, step) => pool.query("INSERT INTO lab_log (run, step) VALUES ($1, $2)", [run, step]);
const base = Number(process.argv[3]);
const clocks = { market: () => base + (Date.now() - base) * ${SPEED}, wall: () => Date.now() };
const lab = createLab(process.argv[2], (client) => [
  client.createFunction({ id: "work", triggers: [{ event: "lab/work" }] }, async ({ event, step, runId }) => {
    for (const name of ["a", "b", "c"]) {
      await step.run(name, async () => {
        await note(runId, name);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return event.data.n;
      });
    }
    await step.sleep("z", "10s");
    await step.run("d", () => note(runId, "d").then(() => 1));
  }),
  client.createFunction({ id: "tick", triggers: [{ cron: "* * * * *" }] }, async ({ event }) => event.ts),
], { clocks });
await lab.engine.start();
process.stdout.write("ready");
`;

let database: TestDatabase;
let db: LabDb;
let child: ChildProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openLabDb(database.ownerUrl);
  await db.rows(
    `CREATE TABLE lab_log (run text, step text, at timestamptz DEFAULT clock_timestamp());
     GRANT ALL ON lab_log TO PUBLIC`,
  );
  mkdirSync(path.dirname(SCRIPT), { recursive: true });
  await build({
    stdin: { contents: WORKER, resolveDir: ROOT, loader: "js" },
    alias: { "@": ROOT },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outfile: SCRIPT,
  });
});
afterAll(async () => {
  child?.kill("SIGKILL");
  rmSync(SCRIPT, { force: true });
  await db.end();
  await database.drop();
});

async function startWorker(base: number): Promise<void> {
  child = spawn(process.execPath, [SCRIPT, database.url, String(base)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve) => child?.stdout?.once("data", () => resolve()));
}

it("finishes each run, repeats no finished step and loses no tick, killed twelve times", async () => {
  const base = Date.now();
  await startWorker(base);
  const clocks = fastClocks(new Date().toISOString(), 1);
  const sender = createLab(database.url, () => [], { clocks });
  const registry = await db.rows<{ config: object }>("SELECT config FROM job_function");
  await sender.engine.api(registerRequest(registry.map((row) => row.config)));
  for (let kill = 0; kill < KILLS; kill++) {
    const events = Array.from({ length: RUNS / KILLS }, (_, n) => ({
      name: "lab/work",
      data: { n: kill * 100 + n },
    }));
    await sender.engine.send(events);
    await pause(30 + ((kill * 137) % 400));
    const dead = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGKILL");
    await dead;
    await startWorker(base);
  }
  await until("all runs end", async () => (await db.runs("work")).completed === RUNS, 20_000);
  await sender.engine.stop();

  const again = await db.rows(
    `SELECT l.* FROM lab_log l JOIN job_step s ON s."runId" = l.run AND s.name = l.step WHERE l.at > s."wallAt" + interval '1 ms'`,
  );
  expect(again).toEqual([]);
  const [most] = await db.rows<{ n: number }>(
    "SELECT max(n)::int AS n FROM (SELECT count(*) AS n FROM lab_log GROUP BY run, step) t",
  );
  expect(most?.n).toBeLessThanOrEqual(3);
  const ticks = await db.rows<{ ts: string }>(
    `SELECT "event"->>'ts' AS ts FROM job_run WHERE "functionId" = 'lab-tick' ORDER BY 1`,
  );
  const minutes = ticks.map(({ ts }) => Number(ts) / 60_000);
  expect(minutes.length).toBeGreaterThan(0);
  expect(minutes.map((minute) => minute - (minutes[0] ?? 0))).toEqual(minutes.map((_, n) => n));
}, 60_000);

const registerRequest = (functions: readonly object[]) =>
  new Request("http://127.0.0.1/fn/register", {
    method: "POST",
    body: JSON.stringify({ functions }),
    headers: { authorization: `Bearer ${hashSigningKey(SIGNING_KEY)}` },
  });
