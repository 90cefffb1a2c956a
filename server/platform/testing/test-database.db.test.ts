import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "../db";
import { createTestDatabase, type TestDatabase } from "./test-database";

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(() => own.drop());

test("the application's role comes with the url and keeps the statement timeout", async () => {
  const [row] = await db.$queryRaw<
    { role: string; timeout: string }[]
  >`SELECT current_user AS role, current_setting('statement_timeout') AS timeout`;
  expect(row).toEqual({ role: "amarktai_app", timeout: "15s" });
});

test("the application may add to the audit trail but not rewrite it", async () => {
  await expect(db.$executeRaw`UPDATE audit_entry SET reason = 'other'`).rejects.toThrow(/permission denied/);
  await expect(db.$executeRaw`DELETE FROM ledger_entry`).rejects.toThrow(/permission denied/);
});
