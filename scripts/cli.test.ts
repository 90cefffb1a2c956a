import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");

type Answer = { readonly code: number; readonly out: string; readonly said: string };

function cli(...args: readonly string[]): Promise<Answer> {
  const env = { ...process.env };
  delete env.DATABASE_URL;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, "scripts/cli.mjs"), ...args],
      { cwd: ROOT, env },
      (error, out, said) => resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
}

it("doctor answers on a machine where nothing was started yet, and makes nothing", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "amarktai-cli-"));
  try {
    const { code, out, said } = await cli("doctor", "--json", "--home", home);
    expect({ code, said }).toEqual({ code: 0, said: "" });
    const { checks } = JSON.parse(out) as { checks: { name: string; ok: boolean; detail: string }[] };
    expect(checks.map(({ name }) => name)).toEqual(["node", "database", "engine", "clock", "disk"]);
    expect(checks[1]?.detail).toContain("no database");
    expect(checks[2]?.detail).toContain("embedded engine");
    expect(readdirSync(home)).toEqual([]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

it("an unknown call or option is one sentence, status 2", async () => {
  for (const args of [[], ["nothing"], ["doctor", "--loud"], ["audit"], ["audit", "burn"]]) {
    const { code, out, said } = await cli(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(said.trim().split("\n")).toHaveLength(1);
  }
});
