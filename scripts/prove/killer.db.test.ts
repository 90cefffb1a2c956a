import { execFile } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Runs `npm run prove -- killer` with a database, simulators and victims of its own. */
function prove(args: readonly string[]): Promise<{ code: number; out: string; said: string }> {
  const script = path.join(ROOT, "scripts", "prove.mjs");
  return new Promise((resolve) => {
    execFile(process.execPath, [script, "killer", ...args], { cwd: ROOT }, (error, out, said) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
}

it("doubles no order and loses none through forty kills at five exchanges that fail", async () => {
  const { code, out, said } = await prove(["--kills", "40", "--seed", "7", "--latest", "5", "--json"]);
  expect(said).toBe("");
  const result = JSON.parse(out) as Record<string, number> & { violations: string[] };
  expect(result.violations).toEqual([]);
  expect(code).toBe(0);
  const calm = { kills: 40, doubles: 0, lost: 0, ledgerDifference: "0", unresolved: 0, seed: 7 };
  expect(result).toMatchObject(calm);
  // how many is chance; that there was work to hit, and that it was hit where it hurts, is not
  expect(result.venueOrders).toBeGreaterThan(40);
  expect(result.atFailpoints).toBeGreaterThan(10);
}, 300_000);

it("answers an option it does not have in one sentence, status 2", async () => {
  expect(await prove(["--kills", "none"])).toMatchObject({ code: 2, out: "" });
});
