import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { type Fixture, openFixture } from "./testing/open-fixture";

// as the process that starts the worker leaves the owner's files
vi.hoisted(() => {
  const given = {
    id: "too-deep",
    title: "Too deep",
    guidance: "Has sizes for its default only.",
    params: { n: { min: 1, max: 9, default: 1, whole: true } },
    warmup: () => 1,
    memory: ({ n }: { n: number }) => n * 1_000,
    decide: () => ({ direction: "hold", reason: "none", words: "Nothing" }),
  };
  Object.assign(globalThis, {
    [Symbol.for("amarktai.strategies")]: [{ file: "too-deep.mjs", given, fault: null }],
  });
});

let database: TestDatabase;
let fixture: Fixture;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
afterEach(() => fixture?.close());

// Guards the others: the owner's own file may fail for some parameters, its bot alone does not decide then.
it("a bot whose own strategy has no sizes for its parameters holds up none of the others", async () => {
  fixture = await openFixture(database, { bots: ["Zeus", "Apollo"] });
  const change = { strategy: "too-deep", params: { n: 9 } };
  await db.botVersion.updateMany({ where: { botId: fixture.botId }, data: change });
  expect(await fixture.plan()).toMatchObject({ acted: 1, skipped: 1 });
  const skipped = await db.decision.findFirst({ where: { botId: fixture.botId } });
  expect(skipped?.reasonCode).toBe("invalid_params");
});
