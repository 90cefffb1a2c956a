import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/platform/testing/test-database";

const ROOT = path.resolve(import.meta.dirname, "..");
const ID = "00000000-0000-4000-8000-000000000000";

let own: TestDatabase;
const home = mkdtempSync(path.join(tmpdir(), "amarktai-backtests-"));
beforeAll(async () => {
  own = await createTestDatabase();
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await own.drop();
});

function backtests(...args: readonly string[]): Promise<{ code: number; out: string; said: string }> {
  const env = { ...process.env, DATABASE_URL: own.ownerUrl, DATABASE_APP_URL: own.url };
  const call = [path.join(ROOT, "scripts/cli.mjs"), "backtests", ...args, "--home", home];
  return new Promise((resolve) => {
    execFile(process.execPath, call, { cwd: ROOT, env }, (error, out, said) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
}

it("what cannot be shown is one sentence, status 2, and nothing on standard output", async () => {
  for (const [args, reason] of [
    [["burn"], /Say what to do with backtests/],
    [["list", ID], /takes 0 ids/],
    [["show", "x"], /"x" is no id of a backtest/],
    [["compare", ID], /takes 2 ids/],
    [["list", "--loud"], /"--loud" is not an option/],
    [["list"], /Nobody has claimed this installation yet/],
  ] as const) {
    const { code, out, said } = await backtests(...args);
    expect({ args, code, out }).toEqual({ args, code: 2, out: "" });
    expect(said).toMatch(reason);
  }
}, 120_000);
