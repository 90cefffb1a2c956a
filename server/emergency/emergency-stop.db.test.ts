import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ActionContext } from "@/server/audit/action-context";
import { lanesIdle } from "@/server/execution/lanes";
import { sendWaitingIntents } from "@/server/execution/send-orders";
import { settleOrders } from "@/server/execution/settle-orders";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { atVenueStatuses } from "@/server/kernel/order-statuses";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { raceEmergency } from "@/server/worker/bench/race-emergency";
import { arrangeCycleFleet } from "@/server/worker/testing/arrange-cycle-fleet";
import { openFixture } from "@/server/worker/testing/open-fixture";
import { emptyTables } from "@/server/worker/testing/prepare-tables";
import { readEntries } from "@/server/worker/testing/read-entries";
import { clearEmergency, previewClearEmergency } from "./clear-emergency";
import { emergencyStop } from "./emergency-stop";
import { flattenPositions } from "./flatten-positions";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const owner = (userId: string, session?: ActionContext["session"]): ActionContext => ({
  actor: { kind: "owner", id: userId },
  userId,
  runId: "stop",
  channel: "web",
  marketNow: marketMs(Date.UTC(2026, 0, 5)),
  wallNow: wallMs(Date.UTC(2026, 0, 5)),
  ...(session ? { session } : {}),
});
/** Generous: no figure of a slow machine. */
const ON_THE_WAY_MS = 2_000;
const SESSION = { id: "s", steppedUpAt: null };
const orders = () => db.order.findMany({ orderBy: { wallAt: "asc" } });

describe("the emergency stop", () => {
  it.each([
    [1, 200],
    [60, 200],
    [140, 200],
    [300, 1_000],
  ])(
    "lets no entry out after its commit, raced in the %ith of %i",
    async (after, bots) => {
      await emptyTables(database);
      const url = database.ownerUrl;
      const size = { bots, markets: bots / 4, timeframe: "3m", crossEvery: 1 } as const;
      const race = await raceEmergency(await arrangeCycleFleet(url, size), after, () => readEntries(url));
      expect(race).toMatchObject({ intentsAfter: 0, entriesAfter: 0 });
      expect(race.sent).toBeGreaterThanOrEqual(after);
      expect(race.sent).toBeLessThan(size.bots);
      // what was marked before it goes out at once: bench -- emergency measures it (asked: 250 ms)
      expect(race.lastEntryMs).toBeLessThanOrEqual(race.stopMs + ON_THE_WAY_MS);
      // what had not gone out gives back what it held, and what rests is to be taken back
      expect(await db.order.count({ where: { purpose: "entry", status: "intent" } })).toBe(0);
      const entries = await db.order.findMany({ where: { purpose: "entry" } });
      const resting = entries.filter(({ status }) => atVenueStatuses.includes(status));
      expect(resting.filter(({ cancelCode }) => cancelCode === null)).toEqual([]);
      expect(await db.bot.count({ where: { status: { not: "paused" } } })).toBe(0);
    },
    120_000,
  );

  it("ends an entry that waits, turns autopilot off, and asked again changes nothing", async () => {
    const fixture = await openFixture(database);
    await db.tradingMode.updateMany({ data: { autopilot: true } });
    await fixture.plan();
    const stopped = await emergencyStop({ open: "hold" }, owner(fixture.userId));
    expect(stopped).toMatchObject({ ok: true, value: { halted: true, cancelled: 1, openPositions: 0 } });
    await sendWaitingIntents(fixture.lifecycle.runtime);
    expect(fixture.created).toEqual([]);
    expect(await orders()).toMatchObject([{ status: "expired", endCode: "halted" }]);
    expect(await db.tradingMode.findFirst()).toMatchObject({
      halted: true,
      autopilot: false,
      flatten: false,
    });
    // asked again: the same instant, and no second entry in the trail
    const again = await emergencyStop({ open: "hold" }, owner(fixture.userId));
    expect(again).toMatchObject({
      ok: true,
      value: { at: stopped.ok ? stopped.value.at : "", cancelled: 0 },
    });
    expect(await db.auditEntry.count({ where: { action: "emergency.stopped" } })).toBe(1);
    await fixture.close();
  });

  it("sells everything where that is chosen, once, also without a price", async () => {
    const fixture = await openFixture(database);
    await fixture.enter();
    const held = await emergencyStop({ open: "hold" }, owner(fixture.userId));
    expect(held).toMatchObject({ ok: true, value: { openPositions: 1, flatten: false } });
    expect(await flattenPositions(fixture.lifecycle.runtime)).toBe(0);
    await emergencyStop({ open: "flatten" }, owner(fixture.userId));
    const { runtime } = fixture.lifecycle;
    const dark = { ...runtime, lastTick: () => undefined };
    for (let round = 0; round < 3; round++) {
      await flattenPositions(dark);
      await lanesIdle(dark);
    }
    await fixture.tick("104");
    await settleOrders(runtime);
    expect(await db.position.findMany()).toMatchObject([{ status: "closed", exitReason: "emergency" }]);
    expect(await db.order.count({ where: { purpose: "exit" } })).toBe(1);
    expect(await flattenPositions(runtime)).toBe(0);
    await fixture.close();
  });

  it("hands a venue that hangs each position once, however often it looks", async () => {
    const fixture = await openFixture(database);
    await fixture.enter();
    await emergencyStop({ open: "flatten" }, owner(fixture.userId));
    const { runtime } = fixture.lifecycle;
    const hung = Promise.withResolvers<never>();
    fixture.manners.createOrder = () => hung.promise;
    const sent = fixture.created.length;
    expect(await flattenPositions(runtime)).toBe(1);
    await expect.poll(() => fixture.created.length).toBe(sent + 1);
    for (let round = 0; round < 2; round++) expect(await flattenPositions(runtime)).toBe(0);
    hung.reject(new Error("no answer"));
    await lanesIdle(runtime);
    await fixture.close();
  });

  it("is cleared by a person with a session alone; the bots stay paused", async () => {
    const fixture = await openFixture(database);
    const asks = { ...owner(fixture.userId), actor: { kind: "assistant", id: "m" } } as const;
    expect(await clearEmergency({}, owner(fixture.userId, SESSION))).toMatchObject({
      ok: false,
      refusal: { code: "not_now" },
    });
    expect(await db.bot.count({ where: { status: "running" } })).toBe(1);
    await emergencyStop({ open: "flatten" }, owner(fixture.userId));
    for (const refused of [await previewClearEmergency({}, asks), await clearEmergency({}, asks)])
      expect(refused).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    const person = owner(fixture.userId, SESSION);
    const preview = await previewClearEmergency({}, person);
    expect(preview.ok && preview.value.checks.every(({ ok }) => ok)).toBe(true);
    expect(await clearEmergency({}, person)).toMatchObject({ ok: true, value: { halted: false, at: null } });
    expect(await db.bot.findMany()).toMatchObject([{ status: "paused", statusReason: "emergency stop" }]);
    expect(await db.tradingMode.findFirst()).toMatchObject({
      halted: false,
      flatten: false,
      autopilot: false,
    });
    await fixture.close();
  });
});
