import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import type { ActionContext } from "./action-context";
import { commit } from "./commit";
import { countUnsealed, sealAudit } from "./seal-audit";
import { verifyAudit } from "./verify-audit";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() =>
  asOwner(database.ownerUrl, (client) => client.query("TRUNCATE audit_entry, audit_seal RESTART IDENTITY")),
);

const ctx: ActionContext = {
  actor: { kind: "owner", id: "somebody" },
  userId: randomUUID(),
  runId: "run",
  channel: "web",
  marketNow: marketMs(1_700_000_000_000),
  wallNow: wallMs(1_700_000_000_000),
};
const act = (subject: string) =>
  commit(ctx, {
    action: "thing.done",
    subject,
    reason: "why not",
    detail: { b: "1.50", a: [1, null, { deep: true }] },
    events: [],
    write: async () => undefined,
  });
const actAll = async (...subjects: string[]) => {
  for (const subject of subjects) await act(subject);
};
const tamper = (sql: string) => asOwner(database.ownerUrl, (client) => client.query(sql));

// Guards AUDIT: every act is in the chain, and the chain shows what was done to it.
describe("the audit chain", () => {
  it("seals what was written and verifies", async () => {
    await actAll("one", "two", "three");
    expect(await countUnsealed()).toBe(3);
    expect(await sealAudit(ctx.wallNow)).toEqual({ sealed: 3 });
    expect(await countUnsealed()).toBe(0);
    await act("four");
    expect(await sealAudit(ctx.wallNow)).toEqual({ sealed: 1 });
    expect(await sealAudit(ctx.wallNow)).toEqual({ sealed: 0 });
    expect(await verifyAudit()).toEqual({ rows: 4, ok: true });
  });

  it("leaves out what an open transaction may still precede, and takes it in order afterwards", async () => {
    await asOwner(database.ownerUrl, async (slow: Client) => {
      await slow.query("BEGIN");
      await slow.query(
        `INSERT INTO audit_entry ("actor","channel","runId","action","subject","reason","detail","marketAt","wallAt")
         VALUES ('system:slow','job','slow','thing.done','slow','began first','{}',now(),now())`,
      );
      await actAll("fast one", "fast two");
      expect(await sealAudit(ctx.wallNow)).toEqual({ sealed: 0 });
      expect(await countUnsealed()).toBe(2);
      await slow.query("COMMIT");
    });
    expect(await sealAudit(ctx.wallNow)).toEqual({ sealed: 3 });
    const seals = await db.auditSeal.findMany({ orderBy: { position: "asc" } });
    const entries = await db.auditEntry.findMany();
    expect(seals.map(({ seq }) => entries.find((entry) => entry.seq === seq)?.subject)[0]).toBe("slow");
    expect(await verifyAudit()).toEqual({ rows: 3, ok: true });
  });

  it("stays one chain when many write and several seal at once", async () => {
    const writers = Promise.all(Array.from({ length: 60 }, (_, index) => act(`act ${index}`)));
    const sealers = Promise.all(Array.from({ length: 20 }, () => sealAudit(ctx.wallNow)));
    await Promise.all([writers, sealers]);
    await sealAudit(ctx.wallNow);
    expect(await countUnsealed()).toBe(0);
    expect(await verifyAudit()).toEqual({ rows: 60, ok: true });
  });

  it.each([
    ["an edited entry", `UPDATE audit_entry SET "reason" = 'nothing' WHERE "subject" = 'two'`, /changed/],
    [
      "an edited detail",
      `UPDATE audit_entry SET "detail" = '{"b":"9"}' WHERE "subject" = 'three'`,
      /changed/,
    ],
    ["a deleted entry", `DELETE FROM audit_entry WHERE "subject" = 'two'`, /deleted/],
    [
      "an entry deleted with its link",
      `WITH gone AS (DELETE FROM audit_entry WHERE "subject" = 'two' RETURNING "seq")
       DELETE FROM audit_seal WHERE "seq" IN (SELECT "seq" FROM gone)`,
      /missing/,
    ],
    [
      "two entries in each other's place",
      `UPDATE audit_entry SET "subject" = CASE "subject" WHEN 'one' THEN 'two' ELSE 'one' END WHERE "subject" IN ('one','two')`,
      /changed/,
    ],
    [
      "two links in each other's place",
      `WITH pair AS (SELECT a."position" AS pa, b."seq", b."txid", b."hash" FROM audit_seal a, audit_seal b
         WHERE a."position" + b."position" = 5 AND a."position" IN (2, 3))
       , gone AS (DELETE FROM audit_seal WHERE "position" IN (2, 3) RETURNING 1)
       INSERT INTO audit_seal SELECT pa + 100, -"seq", "txid", "hash", now() FROM pair, (SELECT count(*) FROM gone) AS done`,
      /missing/,
    ],
    [
      "an entry slipped in before the end",
      `INSERT INTO audit_entry ("txid","actor","channel","runId","action","subject","reason","detail","marketAt","wallAt")
       VALUES (1,'owner:x','web','r','thing.done','forged','','{}',now(),now())`,
      /slipped in/,
    ],
  ])("shows %s", async (_what, sql, words) => {
    await actAll("one", "two", "three", "four");
    await sealAudit(ctx.wallNow);
    expect((await verifyAudit()).ok).toBe(true);
    await tamper(sql);
    const verdict = await verifyAudit();
    expect(verdict.ok).toBe(false);
    expect(verdict.firstBreak).toMatch(words);
  });

  it("cannot be edited or deleted by the application", async () => {
    await act("one");
    await sealAudit(ctx.wallNow);
    for (const sql of [
      `UPDATE audit_entry SET "reason" = 'x'`,
      "DELETE FROM audit_entry",
      `UPDATE audit_seal SET "hash" = 'x'`,
      "DELETE FROM audit_seal",
      "TRUNCATE audit_entry",
      "UPDATE ledger_entry SET amount = 0",
      "DELETE FROM ledger_transaction",
      "DELETE FROM fill",
    ]) {
      await expect(db.$executeRawUnsafe(sql)).rejects.toThrow(/permission denied/);
    }
    expect(await verifyAudit()).toEqual({ rows: 1, ok: true });
  });
});
