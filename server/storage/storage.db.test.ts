import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { pruneOutbox } from "@/server/audit/prune-outbox";
import { pruneCommandRuns } from "@/server/commands/prune-runs";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { sampleStorage } from "./sample-storage";
import { showStorage } from "./show-storage";

const HOUR_MS = 3_600_000;
const NOW = wallMs(Date.UTC(2026, 10, 22, 12));
const ago = (hours: number) => new Date(NOW - hours * HOUR_MS);

let own: TestDatabase;
let userId: string;
beforeAll(async () => {
  own = await createTestDatabase();
  userId = (await db.user.create({ data: { name: "Owner", createdAt: ago(999) } })).id;
});
afterAll(() => own.drop());

test("old events and ended command runs go, young ones and those under way stay", async () => {
  const at = (hours: number) => ({ marketAt: ago(hours), wallAt: ago(hours) });
  await db.outboxEvent.createMany({
    data: [49, 47].map((hours) => ({ userId, name: "cycle/completed", data: { hours }, ...at(hours) })),
  });
  expect(await pruneOutbox({ keepHours: 48, wallNow: NOW })).toBe(1);
  expect((await db.outboxEvent.findMany({ where: { userId } })).map(({ data }) => data)).toEqual([
    { hours: 47 },
  ]);

  const run = (runId: string, status: string, hours: number) => ({
    userId,
    runId,
    status,
    command: "bots.list",
    argsHash: "",
    args: {},
    channel: "web",
    startedAt: ago(hours),
  });
  await db.commandRun.createMany({
    data: [run("old", "done", 800), run("young", "done", 10), run("under way", "running", 800)],
  });
  const ctx: ActionContext = {
    actor: { kind: "schedule", id: "prune-storage" },
    userId,
    runId: randomUUID(),
    channel: "job",
    marketNow: marketMs(NOW),
    wallNow: NOW,
  };
  expect(await pruneCommandRuns(ctx, 30)).toBe(1);
  expect((await db.commandRun.findMany({ where: { userId } })).map(({ runId }) => runId).sort()).toEqual([
    "under way",
    "young",
  ]);
  expect(await pruneCommandRuns(ctx, 30)).toBe(0);
  // what removed something is in the audit trail, once
  expect(await db.auditEntry.count({ where: { action: "command-runs.pruned" } })).toBe(1);
});

test("the panel's kinds sum to the database, and growth is told only after two hours", async () => {
  const early = await showStorage({ userId, wallNow: NOW });
  expect(early.kinds.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(early.bytes);
  expect(early).toMatchObject({ perDay: null, in30Days: null, sinceWallAt: null });
  expect(await sampleStorage(NOW)).toBe(true);
  expect(await sampleStorage(wallMs(NOW + HOUR_MS / 2))).toBe(false);
  const later = await showStorage({ userId, wallNow: wallMs(NOW + 3 * HOUR_MS) });
  expect(later.sinceWallAt).toBe(new Date(NOW).toISOString());
  expect(later.perDay).toEqual(expect.any(Number));
  expect(later.in30Days).toBe(Math.max(0, later.bytes + 30 * (later.perDay ?? 0)));
});
