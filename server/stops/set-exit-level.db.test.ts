import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { toAsk } from "@/server/bots/testing/arrange-fleet";
import { setStopCommand } from "@/server/commands/catalog/positions/set-stop";
import { setTargetCommand } from "@/server/commands/catalog/positions/set-target";
import { runCommand } from "@/server/commands/run-command";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "@/server/worker/testing/open-fixture";

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  fixture = await openFixture(database);
  await fixture.enter();
  await publish("105");
});
afterEach(() => fixture?.close());
afterAll(() => database?.drop());

/** As the worker publishes it about once a second. */
async function publish(lastPrice: string): Promise<void> {
  const { id: positionId } = await position();
  const [marketAt, wallAt] = [new Date(fixture.lifecycle.now()), new Date()];
  const view = {
    book: "demo",
    wallAt: wallAt.toISOString(),
    positions: [{ positionId, lastPrice }],
    bots: [],
  };
  const row = { view: { view, growth: {} }, marketAt, wallAt };
  const key = { userId: fixture.userId, book: "demo" } as const;
  await db.liveView.upsert({ where: { userId_book: key }, create: { ...key, ...row }, update: row });
}
const position = () => db.position.findFirstOrThrow();
type Role = "owner" | "trader" | "viewer";

async function set(price: string, { role = "trader" as Role, target = false, restore = false } = {}) {
  const { id } = await position();
  const ctx = toAsk({ userId: fixture.userId, role });
  const marketNow = fixture.lifecycle.now();
  const input = { positionId: id, price, restore };
  return runCommand(target ? setTargetCommand : setStopCommand, input, { ...ctx, marketNow });
}
const exits = () => db.order.findMany({ where: { purpose: "exit" }, select: { reasonCode: true } });

// Guards the hand on a live position: it protects at once, outlives everything, and is in the trail.
it("a stop set by hand is watched from the next look on, and undone by setting what stood there", async () => {
  const before = (await position()).stopPrice.toFixed(2);
  const answer = await set("104.5");
  expect(answer).toMatchObject({ ok: true, value: { status: "done", answer: { stopPrice: "104.5" } } });
  expect(await position()).toMatchObject({ stopSet: true, exitsRevision: 2 });
  expect(await db.auditEntry.count({ where: { action: "stop.set" } })).toBe(1);
  fixture.lifecycle.runtime.changed();
  await fixture.tick("104.6");
  expect(await exits()).toEqual([]);
  expect(await set(before)).toMatchObject({ ok: true });
  fixture.lifecycle.runtime.changed();
  await fixture.tick("104.4");
  expect(await exits()).toEqual([]);
  expect(await set("104.3")).toMatchObject({ ok: true });
  fixture.lifecycle.runtime.changed();
  await fixture.tick("104.3");
  expect(await exits()).toEqual([{ reasonCode: "stop_loss" }]);
});

it("taken back, a stop is as nobody had set it: where it was, off the step too, and moving with further lots", async () => {
  // as a rule lays one: between two steps of its market
  await db.position.updateMany({ data: { stopPrice: "101.123456789" } });
  const answer = await set("104.5");
  expect(answer).toMatchObject({
    value: { answer: { stopPrice: "104.5", before: "101.123456789", beforeSet: false } },
  });
  expect(await set("101.123456789", { restore: true })).toMatchObject({ ok: true });
  const back = await position();
  expect([back.stopPrice.toFixed(), back.stopSet]).toEqual(["101.123456789", false]);
  // one that a person had set is put back as set
  await set("103");
  expect(await set("104")).toMatchObject({ value: { answer: { before: "103", beforeSet: true } } });
  expect(await set("103")).toMatchObject({ ok: true });
  expect((await position()).stopSet).toBe(true);
  // never above the price, whoever it is put back for
  expect(await set("106.123", { restore: true })).toMatchObject({ ok: false });
});

it("a target set by hand sells there", async () => {
  expect(await set("106.5", { target: true })).toMatchObject({ ok: true });
  fixture.lifecycle.runtime.changed();
  await fixture.tick("106.5");
  expect(await exits()).toEqual([{ reasonCode: "take_profit" }]);
});

it("what cannot be set is refused with what can: above the price, at zero, off the step, closed, by a viewer", async () => {
  const said = async (price: string, role: Role = "trader") => {
    const answer = await set(price, { role });
    return answer.ok ? "done" : answer.refusal.message;
  };
  expect(await said("500")).toMatch(
    /A stop lies at least one step below the price, now [\d.]+ USDT: here from/,
  );
  expect(await said("0")).toContain("A stop is a price above zero");
  expect(await said("-3")).toContain("A stop is a price above zero");
  expect(await said("97.0000000001")).toMatch(/moves in steps of [\d.]+ USDT: write/);
  expect(await said("ten")).toContain("ten");
  expect(await said("97", "viewer")).toBe("Set a stop needs the role of trader. Ask the owner.");
  await fixture.tick("50");
  for (let i = 0; i < 4; i++) await fixture.tick("50");
  expect((await position()).status).toBe("closed");
  expect(await said("40")).toContain("is closed: only an open one takes a stop");
  expect(await db.auditEntry.count({ where: { action: "stop.set" } })).toBe(0);
});
