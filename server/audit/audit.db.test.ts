import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { asOwner } from "@/server/bots/testing/arrange-fleet";
import { marketMs, wallMs } from "@/server/kernel/clock";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import type { ActionContext } from "./action-context";
import { readAuditKeys } from "./audit-keys";
import { commit } from "./commit";
import { keepHead, readKeptHeads } from "./keep-head";
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
const keys = readAuditKeys(randomBytes(32).toString("hex"));
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
    expect(await sealAudit(ctx.wallNow, keys)).toEqual({ sealed: 3 });
    expect(await countUnsealed()).toBe(0);
    await act("four");
    expect(await sealAudit(ctx.wallNow, keys)).toEqual({ sealed: 1 });
    expect(await sealAudit(ctx.wallNow, keys)).toEqual({ sealed: 0 });
    expect(await verifyAudit(keys, null)).toMatchObject({ rows: 4, ok: true, unkeyed: 0 });
  });

  it("leaves out what an open transaction may still precede, and takes it in order afterwards", async () => {
    await asOwner(database.ownerUrl, async (slow: Client) => {
      await slow.query("BEGIN");
      await slow.query(
        `INSERT INTO audit_entry ("actor","channel","runId","action","subject","reason","detail","marketAt","wallAt")
         VALUES ('system:slow','job','slow','thing.done','slow','began first','{}',now(),now())`,
      );
      await actAll("fast one", "fast two");
      expect(await sealAudit(ctx.wallNow, keys)).toEqual({ sealed: 0 });
      expect(await countUnsealed()).toBe(2);
      await slow.query("COMMIT");
    });
    expect(await sealAudit(ctx.wallNow, keys)).toEqual({ sealed: 3 });
    const seals = await db.auditSeal.findMany({ orderBy: { position: "asc" } });
    const entries = await db.auditEntry.findMany();
    expect(seals.map(({ seq }) => entries.find((entry) => entry.seq === seq)?.subject)[0]).toBe("slow");
    expect(await verifyAudit(keys, null)).toMatchObject({ rows: 3, ok: true });
  });

  it("stays one chain when many write and several seal at once", async () => {
    const writers = Promise.all(Array.from({ length: 60 }, (_, index) => act(`act ${index}`)));
    const sealers = Promise.all(Array.from({ length: 20 }, () => sealAudit(ctx.wallNow, keys)));
    await Promise.all([writers, sealers]);
    await sealAudit(ctx.wallNow, keys);
    expect(await countUnsealed()).toBe(0);
    expect(await verifyAudit(keys, null)).toMatchObject({ rows: 60, ok: true });
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
       INSERT INTO audit_seal ("position", "seq", "txid", "hash", "sealedAt") SELECT pa + 100, -"seq", "txid", "hash", now() FROM pair, (SELECT count(*) FROM gone) AS done`,
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
    await sealAudit(ctx.wallNow, keys);
    expect((await verifyAudit(keys, null)).ok).toBe(true);
    await tamper(sql);
    const verdict = await verifyAudit(keys, null);
    expect(verdict.ok).toBe(false);
    expect(verdict.firstBreak).toMatch(words);
  });

  it("cannot be edited or deleted by the application", async () => {
    await act("one");
    await sealAudit(ctx.wallNow, keys);
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
    expect(await verifyAudit(keys, null)).toMatchObject({ rows: 1, ok: true });
  });
});

/** The whole chain sealed anew by somebody who has the database and its code, but not the key. */
async function forge(sql: string, keyOf: "same" | "none"): Promise<void> {
  await tamper(sql);
  const seals = await db.auditSeal.findMany({ orderBy: { position: "asc" }, take: 1_000 });
  await tamper("DELETE FROM audit_seal");
  const anothers = readAuditKeys(randomBytes(32).toString("hex"));
  await sealAudit(ctx.wallNow, keyOf === "none" ? null : anothers);
  if (keyOf === "same") await tamper(`UPDATE audit_seal SET "keyId" = '${seals[0]?.keyId}'`);
}

// Guards AUDIT against those who can write whatever they like into the database.
describe("the chain's key and the copy of its head", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "amarktai-heads-"));
    file = path.join(folder, "heads.json");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const verify = async () => verifyAudit(keys, await readKeptHeads(file));
  const sealAndKeep = async () => {
    await sealAudit(ctx.wallNow, keys);
    return keepHead(file, ctx.wallNow);
  };
  const EDIT = `UPDATE audit_entry SET "reason" = 'nothing' WHERE "subject" = 'two'`;

  it("shows an edit whose links were all made anew with a key of the forger's", async () => {
    await actAll("one", "two", "three");
    await sealAudit(ctx.wallNow, keys);
    await forge(EDIT, "same");
    expect(await verifyAudit(keys, null)).toMatchObject({
      ok: false,
      firstBreak: expect.stringMatching(/was changed/),
    });
  });

  it("shows an edit whose links were all made anew without a key", async () => {
    await actAll("one", "two", "three");
    await sealAndKeep();
    await forge(EDIT, "none");
    expect(await verify()).toMatchObject({ ok: false, firstBreak: expect.stringMatching(/carries no key/) });
  });

  it.each([
    ["the newest entries with their links", `"position" > 2`],
    ["all of them", "true"],
  ])("shows that %s were cut off, and the copy stays as evidence", async (_what, which) => {
    await actAll("one", "two", "three", "four");
    await sealAndKeep();
    expect(await verify()).toMatchObject({ rows: 4, ok: true, confirmedTo: "4" });
    const before = readFileSync(file, "utf8");
    await tamper(
      `WITH gone AS (DELETE FROM audit_seal WHERE ${which} RETURNING "seq") DELETE FROM audit_entry WHERE "seq" IN (SELECT "seq" FROM gone)`,
    );
    expect(await verify()).toMatchObject({
      ok: false,
      firstBreak: expect.stringMatching(/its end was cut off/),
    });
    await act("five");
    const { broken } = await sealAndKeep();
    expect(broken).toMatch(/ends at link \d, but link 4 was there/);
    expect(readFileSync(file, "utf8")).toBe(before);
    await actAll("six", "seven", "eight", "nine");
    expect((await sealAndKeep()).broken).toMatch(/not the one that was there/);
    expect(await verify()).toMatchObject({
      ok: false,
      firstBreak: expect.stringMatching(/not the one that was written down/),
    });
  });

  it("goes on from links of old, which had no key, and takes none without one afterwards", async () => {
    await actAll("one", "two");
    await sealAudit(ctx.wallNow, null);
    await act("three");
    await sealAndKeep();
    expect(await verify()).toMatchObject({ rows: 3, ok: true, unkeyed: 2, confirmedTo: "3" });
    await act("four");
    await expect(sealAudit(ctx.wallNow, null)).rejects.toThrow(/none was given/);
    // somebody who strips the key of the first link that had one
    await tamper(`UPDATE audit_seal SET "keyId" = NULL WHERE "position" = 3`);
    expect(await verify()).toMatchObject({
      ok: false,
      firstBreak: expect.stringMatching(/link 3 carries no key/),
    });
    await tamper(EDIT);
    expect(await verify()).toMatchObject({
      ok: false,
      rows: 1,
      firstBreak: expect.stringMatching(/link 2 was changed/),
    });
  });

  it("verifies after its key was changed, as long as the old one is kept behind the new", async () => {
    const [old, fresh] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
    await act("one");
    await sealAudit(ctx.wallNow, readAuditKeys(old));
    await act("two");
    await sealAudit(ctx.wallNow, readAuditKeys(`${fresh},${old}`));
    expect(await verifyAudit(readAuditKeys(`${fresh},${old}`), null)).toMatchObject({ rows: 2, ok: true });
    expect(await verifyAudit(readAuditKeys(fresh), null)).toMatchObject({
      ok: false,
      firstBreak: expect.stringMatching(/not among those/),
    });
  });

  it("takes no page for whole that is not: more entries than one page holds", async () => {
    await tamper(
      `INSERT INTO audit_entry ("actor","channel","runId","action","subject","reason","detail","marketAt","wallAt")
       SELECT 'system:many','job','many','thing.done','many ' || n, E'two\nlines "and" \\\\ more', jsonb_build_object('n', n), now(), now()
       FROM generate_series(1, 12001) n`,
    );
    await sealAndKeep();
    expect(await verify()).toMatchObject({ rows: 12_001, ok: true, confirmedTo: "12001" });
    await tamper(`UPDATE audit_entry SET "detail" = '{"n":0}' WHERE "subject" = 'many 11000'`);
    expect(await verify()).toMatchObject({ rows: 10_999, ok: false });
  });
});
