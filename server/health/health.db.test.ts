import { afterAll, beforeAll, expect, test } from "vitest";
import { commit } from "@/server/audit/commit";
import { sealAudit } from "@/server/audit/seal-audit";
import { type BeatName, beat } from "@/server/heartbeat/beat";
import { lastReconciliation } from "@/server/heartbeat/last-reconciliation";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { readiness } from "./readiness";
import { showHealth } from "./show-health";

const NOW = wallMs(Date.UTC(2026, 10, 22, 12));
const clocksAt = (ms: number) => ({ wall: () => wallMs(ms), market: () => marketMs(ms * 2) });
const userId = crypto.randomUUID();
/** What is asked here is who beats, not how fast a busy machine's database answers. */
const ANSWER_WITHIN_MS = 10_000;
const ready = (wallNow = NOW) => readiness(wallNow, ANSWER_WITHIN_MS);

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

test("a start is not ready before its parts beat, ready when they do, and not ready when one falls silent", async () => {
  const notOk = async (wallNow = NOW) =>
    Object.entries((await ready(wallNow)).checks).flatMap(([name, check]) => (check.ok ? [] : name));
  expect(await notOk()).toEqual(["worker", "engine", "market"]);
  expect((await ready()).status).toBe("not ready");

  for (const name of ["worker", "engine", "stops", "sealer"] satisfies BeatName[])
    await beat(name, {}, clocksAt(NOW));
  await beat("market", { lastTickWallAt: new Date(NOW).toISOString(), ended: false }, clocksAt(NOW));
  expect(await ready()).toMatchObject({ status: "ready", checks: { database: { ok: true } } });

  await beat("worker", {}, clocksAt(NOW + 40_000));
  expect(await notOk(wallMs(NOW + 40_000))).toEqual(["engine", "stops"]);
});

test("the health page counts unsealed audit rows and shows the newest comparison with the venue", async () => {
  const ctx = {
    actor: { kind: "system" as const, id: "test" },
    userId,
    runId: "r",
    channel: "job",
    marketNow: marketMs(NOW),
    wallNow: NOW,
  };
  const empty = {
    action: "test",
    subject: "test",
    reason: "",
    detail: {},
    events: [],
    write: async () => undefined,
  };
  await commit(ctx, empty);
  await commit(ctx, empty);
  await beat(`reconcile:${userId}:demo`, { difference: "0.5", where: "paper:binance BTC" }, clocksAt(NOW));
  expect(await showHealth({ userId, wallNow: NOW })).toMatchObject({
    unsealedAuditRows: 2,
    ledgerDifference: "0.5",
    reconciledWallAt: new Date(NOW).toISOString(),
    workingOrders: 0,
    unknownOrders: 0,
    version: expect.any(String),
  });
  await sealAudit(NOW, null);
  await beat(`reconcile:${userId}:demo`, { difference: "0", where: "" }, clocksAt(NOW + 1000));
  const after = await showHealth({ userId, wallNow: NOW });
  expect(after).toMatchObject({ unsealedAuditRows: 0, ledgerDifference: "0" });
  const last = await lastReconciliation(userId, "demo");
  expect([last?.difference.toFixed(), last?.wallAt]).toEqual(["0", NOW + 1000]);
  expect(await lastReconciliation(userId, "paper")).toBeNull();
});
