import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { ensureOwner } from "@/server/auth/ensure-owner";
import { systemContext } from "@/server/auth/system-context";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { foldRefusal } from "./fold-refusal";

const HOUR_MS = 3_600_000;

let database: TestDatabase;
let userId = "";
beforeAll(async () => {
  database = await createTestDatabase();
  ({ userId } = await ensureOwner({ marketNow: marketMs(0), wallNow: wallMs(Date.now()) }));
});
afterAll(() => database?.drop());
afterEach(() => vi.useRealTimers());

async function refuse(times: number, at: number, action: string): Promise<void> {
  const wallNow = wallMs(at);
  const ctx = systemContext({ id: "test", userId, channel: "web" }, { marketNow: marketMs(0), wallNow });
  for (let n = 0; n < times; n++)
    await foldRefusal({
      action,
      refusal: { code: "forbidden", message: "No." },
      by: "10.0.0.1",
      detail: {},
      wallNow,
      entry: async () => ({ ctx, subject: userId }),
    });
}

const tries = async (action: string) =>
  (await db.auditEntry.findMany({ where: { action }, orderBy: { seq: "asc" } })).map(
    ({ detail }) => (detail as { tries: number }).tries,
  );

// Guards the trail: a hundred tries must not read as 64.
it("the last count of an hour is written when the next hour's first refusal comes", async () => {
  const at = Date.UTC(2026, 0, 1);
  await refuse(11, at, "test.one");
  expect(await tries("test.one")).toEqual([1, 2, 4, 8]);
  await refuse(1, at + HOUR_MS, "test.one");
  expect(await tries("test.one")).toEqual([1, 2, 4, 8, 11, 1]);
});

it("and by itself when nobody is refused any more", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const at = Date.now() - HOUR_MS;
  await refuse(3, at, "test.two");
  expect(await tries("test.two")).toEqual([1, 2]);
  vi.advanceTimersByTime(HOUR_MS + 1_000);
  vi.useRealTimers();
  await expect.poll(() => tries("test.two")).toEqual([1, 2, 3]);
});
