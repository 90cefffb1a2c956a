import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { commit } from "@/server/audit/commit";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { deriveAlerts } from "./derive-alerts";
import { raiseAlert, resolveAlert } from "./raise-alert";

let database: TestDatabase;
let now = wallMs(Date.UTC(2026, 10, 30, 12));
const userId = randomUUID();
const clocks = { market: () => marketMs(now), wall: () => now };
const ctx = (): ActionContext => ({
  actor: { kind: "system", id: "test" },
  userId,
  runId: randomUUID(),
  channel: "job",
  marketNow: marketMs(now),
  wallNow: now,
});

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db.alert.deleteMany();
  await db.outboxEvent.deleteMany();
  // what was done before is nobody's
  await db.alertPlace.deleteMany();
  await deriveAlerts(clocks);
});

const asked = {
  kind: "feed_frozen",
  subject: "venue:luno",
  dedupeKey: "feed_frozen:luno",
  why: "Still.",
} as const;
const alerts = () => db.alert.findMany({ orderBy: { firstWallAt: "asc" } });
const told = async () =>
  (await db.outboxEvent.findMany({ where: { name: "alert/changed" } })).map(({ data }) => data);

describe("raising an alert", () => {
  it("makes one row of eight findings at once, and tells once", async () => {
    await Promise.all(Array.from({ length: 8 }, () => raiseAlert(asked, ctx())));
    expect(await alerts()).toMatchObject([{ count: 8, round: 1, severity: "high", resolvedWallAt: null }]);
    expect((await told()).filter((data) => (data as { tells: boolean }).tells)).toHaveLength(1);
    // the trail has the 1st, 2nd, 4th and 8th
    expect(await db.auditEntry.count({ where: { action: "alert.raised" } })).toBe(4);
  });

  it("tells of what got worse, and of an end", async () => {
    await raiseAlert(asked, ctx());
    await raiseAlert({ ...asked, severity: "critical", why: "Worse." }, ctx());
    expect(await alerts()).toMatchObject([{ count: 2, round: 2, severity: "critical", why: "Worse." }]);
    await resolveAlert(asked.dedupeKey, "Prices come again.", ctx());
    await resolveAlert(asked.dedupeKey, "Prices come again.", ctx());
    expect(await alerts()).toMatchObject([{ resolvedWords: "Prices come again." }]);
    expect(await told()).toMatchObject([
      { state: "open", severity: "high", tells: true, title: "No prices" },
      { state: "open", severity: "critical", tells: true },
      { state: "resolved", tells: false },
    ]);
  });

  it("takes what flickers for one alert, and what comes back later for another", async () => {
    await raiseAlert(asked, ctx());
    await resolveAlert(asked.dedupeKey, "over", ctx());
    now = wallMs(now + 60_000);
    await raiseAlert(asked, ctx());
    expect(await alerts()).toMatchObject([{ count: 2, round: 1, resolvedWallAt: null }]);
    await resolveAlert(asked.dedupeKey, "over", ctx());
    now = wallMs(now + 3_600_000);
    await raiseAlert(asked, ctx());
    expect(await alerts()).toMatchObject([{ count: 2 }, { count: 1, resolvedWallAt: null }]);
  });
});

const act = (action: string, subject: string, reason: string, detail = {}) =>
  commit(ctx(), { action, subject, reason, detail, events: [], write: async () => undefined });

describe("what the audit trail means", () => {
  it("is raised and resolved once for each entry, however often it is read", async () => {
    await act("risk.halted", "paper:ZAR", "16 % below its peak", { book: "paper", currency: "ZAR" });
    await act("stop.refused", "position-1", "no stop rests at luno");
    await act("bot.paused", "bot-1", "by hand");
    await Promise.all([deriveAlerts(clocks), deriveAlerts(clocks), deriveAlerts(clocks)]);
    await deriveAlerts(clocks);
    expect((await alerts()).map(({ kind, count, why }) => [kind, count, why]).sort()).toEqual([
      ["book_halted", 1, "16 % below its peak."],
      ["stop_refused", 1, "No stop rests at luno."],
    ]);
    await act("risk.cleared", "paper", "cleared by the owner", { currencies: ["ZAR"] });
    await deriveAlerts(clocks);
    expect(await db.alert.count({ where: { resolvedWallAt: null } })).toBe(1);
  });
});
