import { afterAll, beforeAll, expect, it } from "vitest";
import { systemContext } from "@/server/auth/system-context";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { commit } from "./commit";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const NOW = { marketNow: marketMs(Date.UTC(2026, 0, 5)), wallNow: wallMs(Date.UTC(2026, 0, 5)) };
const USER = "00000000-0000-4000-8000-000000000001";

/** A commit whose transaction the database ends with this state the first so many times. */
async function commitAfter(failures: number, state: "40001" | "40P01") {
  let tries = 0;
  const ctx = systemContext({ id: "test", userId: USER, channel: "start" }, NOW);
  const done = commit(ctx, {
    action: "test.done",
    subject: `${state} ${failures}`,
    reason: "",
    detail: {},
    events: [],
    write: async (tx) => {
      tries += 1;
      if (tries <= failures)
        await tx.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '${state}'; END $$`);
      return tries;
    },
  });
  const answer = await done.catch(() => null);
  const rows = await db.auditEntry.count({ where: { subject: `${state} ${failures}` } });
  return { tries, ok: answer?.ok === true, rows };
}

it.each(["40001", "40P01"] as const)(
  "a transaction the database ended with %s is done again, and written once",
  async (state) => {
    expect(await commitAfter(3, state)).toEqual({ tries: 4, ok: true, rows: 1 });
  },
);

it("one that goes on failing is given up after four tries, with nothing written", async () => {
  expect(await commitAfter(9, "40001")).toEqual({ tries: 4, ok: false, rows: 0 });
});
