import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/server/platform/db";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";
import { openFixture } from "@/server/worker/testing/open-fixture";

const ROOT = path.resolve(import.meta.dirname, "..");

let own: TestDatabase;
let home: string;
beforeAll(async () => {
  own = await createTestDatabase();
  home = mkdtempSync(path.join(tmpdir(), "amarktai-emergency-"));
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await own.drop();
});

type Ran = { readonly code: number; readonly out: string; readonly err: string };

function stop(env: { readonly [name: string]: string }): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, "scripts/cli.mjs"), "emergency-stop", "--json", "--home", home],
      { cwd: ROOT, env: { ...process.env, ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    );
  });
}

test("stops from the terminal with nothing but the database, and says what it did", async () => {
  const fixture = await openFixture(own);
  await fixture.plan();
  const env = { DATABASE_URL: own.ownerUrl, DATABASE_APP_URL: own.url };
  const { code, out } = await stop(env);
  expect([code, JSON.parse(out)]).toMatchObject([0, { halted: true, cancelled: 1, openPositions: 0 }]);
  expect(await db.tradingMode.findFirst()).toMatchObject({ halted: true, autopilot: false });
  const trail = await db.auditEntry.findFirst({ where: { action: "emergency.stopped" } });
  expect(trail).toMatchObject({ actor: "owner:terminal", channel: "cli" });
  await fixture.close();
}, 60_000);

test("without a database it says so, and ends with status 1", async () => {
  const { code, out, err } = await stop({ DATABASE_URL: "", DATABASE_APP_URL: "" });
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("There is no database in");
}, 60_000);
