import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAuditKeys } from "@/server/audit/audit-keys";
import { keepHead } from "@/server/audit/keep-head";
import { sealAudit } from "@/server/audit/seal-audit";
import { wallMs } from "@/server/kernel/clock";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";

const ROOT = path.resolve(import.meta.dirname, "..");
const NOW = wallMs(1_700_000_000_000);
const SECRET = "ab".repeat(32);

let own: TestDatabase;
let home: string;
beforeAll(async () => {
  own = await createTestDatabase();
  home = mkdtempSync(path.join(tmpdir(), "amarktai-audit-"));
  mkdirSync(path.join(home, "audit"));
  writeFileSync(path.join(home, "secrets.json"), JSON.stringify({ AMARKTAI_AUDIT_KEY: SECRET }));
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await own.drop();
});

function verify(): Promise<{ code: number; answer: Record<string, unknown> }> {
  const env = { ...process.env, DATABASE_URL: own.ownerUrl, DATABASE_APP_URL: own.url };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, "scripts/cli.mjs"), "audit", "verify", "--json", "--home", home],
      { cwd: ROOT, env },
      (error, out) => resolve({ code: error ? Number(error.code ?? 1) : 0, answer: JSON.parse(out) }),
    );
  });
}

test("audit verify tells in one object that the trail holds, and where it breaks", async () => {
  const owner = new Client({ connectionString: own.ownerUrl });
  await owner.connect();
  await owner.query(
    `INSERT INTO audit_entry ("actor","channel","runId","action","subject","reason","detail","marketAt","wallAt")
     SELECT 'system:test','job','r','thing.done','n' || n,'','{}',now(),now() FROM generate_series(1, 50) n`,
  );
  const { nameIn } = (await import(path.join(ROOT, "scripts/lib/database.mjs"))) as {
    nameIn: (url: string) => string;
  };
  await sealAudit(NOW, readAuditKeys(SECRET));
  await keepHead(path.join(home, "audit", `${nameIn(own.ownerUrl)}.json`), NOW);
  const good = await verify();
  expect(good).toMatchObject({ code: 0, answer: { rows: 50, ok: true, unkeyed: 0, confirmedTo: "50" } });
  expect(good.answer.rowsPerSecond).toBeGreaterThan(0);
  await owner.query(`DELETE FROM audit_seal WHERE "position" > 40; DELETE FROM audit_entry WHERE "seq" > 40`);
  expect(await verify()).toMatchObject({
    code: 1,
    answer: { rows: 40, ok: false, firstBreak: expect.stringContaining("cut off") },
  });
  await owner.query(`UPDATE audit_entry SET "reason" = 'x' WHERE "seq" = 7`);
  expect(await verify()).toMatchObject({
    code: 1,
    answer: { rows: 6, ok: false, firstBreak: "entry 7 of link 7 was changed" },
  });
  await owner.end();
}, 60_000);
