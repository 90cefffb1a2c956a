import { execFile } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SEED = 7;

/** Runs `npm run prove -- engine`, on a Postgres of its own that is killed too. */
function prove(args: readonly string[]): Promise<{ code: number; out: string; said: string }> {
  const script = path.join(ROOT, "scripts", "prove.mjs");
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: ROOT }, (error, out, said) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
}

it("keeps every promise through twenty kills of workers and database", async () => {
  const { code, out, said } = await prove(["engine", "--runs", "20", "--seed", String(SEED), "--json"]);
  expect(said).toBe("");
  const result = JSON.parse(out) as Record<string, number> & { violations: string[] };
  expect(result.violations).toEqual([]);
  expect(code).toBe(0);
  expect(result).toMatchObject({ kills: 20, seed: SEED });
  expect(result.databaseKills).toBeGreaterThan(0);
  // whether a kill falls into a step is chance; that there was work to hit is not
  expect(result.steps).toBeGreaterThan(20);
}, 110_000);

it("answers a name or an option it does not know in one sentence, status 2", async () => {
  expect(await prove(["nothing"])).toMatchObject({ code: 2, said: expect.stringContaining('no "nothing"') });
  expect(await prove(["engine", "--runs", "many"])).toMatchObject({ code: 2, out: "" });
});
