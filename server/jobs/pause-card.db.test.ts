import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { arrangeMarkets, arrangePerson, toAsk } from "@/server/bots/testing/arrange-fleet";
import { approveCommand } from "@/server/commands/approve-command";
import { pauseJobCommand } from "@/server/commands/catalog/jobs/pause-job";
import { unpauseJobCommand } from "@/server/commands/catalog/jobs/unpause-job";
import type { CommandContext } from "@/server/commands/command";
import { runCommand } from "@/server/commands/run-command";
import { readiness } from "@/server/health/readiness";
import { showHolds } from "@/server/health/show-holds";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { whatStops } from "./core/vital-jobs";

const VITAL = ["run-trading-cycle", "fan-out-cycles", "poll-stop-losses"] as const;

let database: TestDatabase;
let owner: CommandContext;
beforeAll(async () => {
  database = await createTestDatabase();
  await arrangeMarkets(database.ownerUrl);
  owner = await arrangePerson(database.ownerUrl, { role: "owner" });
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  for (const id of [...VITAL, "run-backtest"])
    await client.query(`INSERT INTO "job_function" ("id", "config", "registeredAt") VALUES ($1, $2, now())`, [
      `amarktai-${id}`,
      { id: `amarktai-${id}`, name: id, triggers: [{ cron: "* * * * *" }] },
    ]);
  await client.end();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db.jobPause.deleteMany();
});

const ask = () => toAsk({ userId: owner.userId, role: "owner" }, { runId: randomUUID() });
const pause = (functionId: string) => runCommand(pauseJobCommand, { functionId }, ask());
const paused = () => db.jobPause.count();

it("a job that trading or safety needs is paused by a card alone, which says what stops", async () => {
  for (const functionId of VITAL) {
    const asked = await pause(functionId);
    expect(asked).toMatchObject({ ok: true, value: { status: "approval" } });
    if (!asked.ok || asked.value.status !== "approval") throw new Error("no card");
    expect(JSON.stringify(asked.value.preview)).toContain(whatStops(functionId));
    expect(await paused(), "before the click").toBe(0);
    const { approvalId } = asked.value;
    expect(await approveCommand({ approvalId }, ask())).toMatchObject({
      ok: true,
      value: { status: "done" },
    });
    expect(await paused()).toBe(1);
    await db.jobPause.deleteMany();
  }
});

it("a card is void once somebody else has paused the job, and a paused one is not asked about", async () => {
  const asked = await pause("run-trading-cycle");
  if (!asked.ok || asked.value.status !== "approval") throw new Error("no card");
  const pausedWallAt = new Date();
  await db.jobPause.create({
    data: { functionId: "amarktai-run-trading-cycle", pausedBy: "else", pausedWallAt },
  });
  expect(await approveCommand({ approvalId: asked.value.approvalId }, ask())).toMatchObject({ ok: false });
  expect(await pause("run-trading-cycle")).toMatchObject({ ok: false, refusal: { code: "not_now" } });
});

it("a job that nothing depends on is paused at once, and holds nobody", async () => {
  expect(await pause("run-backtest")).toMatchObject({ ok: true, value: { status: "done" } });
  expect((await showHolds(owner.userId)).fleet).toEqual([]);
});

it("a paused cycle is said in amber to probes and pages, not as a fault, until it runs again", async () => {
  const before = await readiness(owner.wallNow);
  expect(before.checks.fleet).toEqual({ ok: true, detail: "Nothing holds the fleet back." });
  const asked = await pause("run-trading-cycle");
  if (!asked.ok || asked.value.status !== "approval") throw new Error("no card");
  await approveCommand({ approvalId: asked.value.approvalId }, ask());
  const { status, checks } = await readiness(owner.wallNow);
  expect(status).toBe(before.status);
  expect(checks.fleet).toMatchObject({ ok: true, warn: true });
  expect(checks.fleet?.detail).toContain("No bot decides");
  const [hold] = (await showHolds(owner.userId)).fleet;
  expect(hold).toMatchObject({ kind: "jobs", books: null, href: "/jobs", stopsExits: true });
  await runCommand(unpauseJobCommand, { functionId: "run-trading-cycle" }, ask());
  expect((await readiness(owner.wallNow)).checks.fleet).not.toHaveProperty("warn");
});
