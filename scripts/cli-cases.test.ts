import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const FACTS = path.resolve(ROOT, "../shared/facts/trading");
const folder = mkdtempSync(path.join(tmpdir(), "amarktai-cases-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = { readonly code: number; readonly out: string; readonly said: string };
type Expected = { readonly [name: string]: number | string | readonly (number | null)[] };

function cli(...args: readonly string[]): Promise<Answer> {
  const env = { ...process.env };
  delete env.DATABASE_URL;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, "scripts/cli.mjs"), ...args],
      { cwd: folder, env, maxBuffer: 64_000_000 },
      (error, out, said) => resolve({ code: error ? Number(error.code ?? 1) : 0, out, said }),
    );
  });
}

/** The cases of a file without what they expect, so that nothing can be copied from there. */
function withoutAnswers(file: string): { readonly asked: string; readonly expected: Map<string, Expected> } {
  const facts = JSON.parse(readFileSync(path.join(FACTS, file), "utf8")) as {
    cases: { id: string; expected?: Expected; output?: Expected }[];
  };
  const expected = new Map(facts.cases.map((one) => [one.id, one.expected ?? one.output ?? {}]));
  const bare = facts.cases.map(({ expected: _expected, output: _output, ...one }) => one);
  writeFileSync(path.join(folder, file), JSON.stringify({ ...facts, cases: bare }));
  return { asked: file, expected };
}

function expectSame(own: unknown, wanted: unknown, where: string): void {
  if (typeof wanted !== "number") expect(own, where).toEqual(wanted);
  else {
    expect(typeof own, where).toBe("number");
    expect(Math.abs((own as number) - wanted), where).toBeLessThanOrEqual(1e-6 * Math.abs(wanted));
  }
}

describe.skipIf(!existsSync(FACTS))("over the facts (skipped where shared/facts is absent)", () => {
  it("indicators answers every case by its id, to a relative 1e-6", async () => {
    const { asked, expected } = withoutAnswers("indicator-cases.json");
    const { code, out, said } = await cli("indicators", "--cases", asked, "--json");
    expect({ code, said }).toEqual({ code: 0, said: "" });
    const { results } = JSON.parse(out) as { results: { id: string; output: Record<string, unknown[]> }[] };
    expect(results.map(({ id }) => id)).toEqual([...expected.keys()]);
    for (const { id, output } of results) {
      expect(Object.keys(output).sort()).toEqual(Object.keys(expected.get(id) ?? {}).sort());
      for (const [name, values] of Object.entries(expected.get(id) ?? {})) {
        (values as readonly (number | null)[]).forEach((value, index) => {
          expectSame(output[name]?.[index], value, `${id}.${name}[${index}]`);
        });
      }
    }
  });

  it("metrics answers every case: numbers to a relative 1e-6, dates and errors exactly", async () => {
    const { asked, expected } = withoutAnswers("metric-cases.json");
    const { code, out, said } = await cli("metrics", "--cases", asked, "--json");
    expect({ code, said }).toEqual({ code: 0, said: "" });
    const { results } = JSON.parse(out) as { results: { id: string; values: Record<string, unknown> }[] };
    expect(results.map(({ id }) => id)).toEqual([...expected.keys()]);
    for (const { id, values } of results) {
      for (const [name, wanted] of Object.entries(expected.get(id) ?? {})) {
        expectSame(values[name], wanted, `${id}.${name}`);
      }
    }
  });
});

it("bad input is one sentence on standard error, status 2, and nothing on standard output", async () => {
  writeFileSync(path.join(folder, "broken.json"), "{ nothing");
  writeFileSync(path.join(folder, "empty.json"), "{}");
  writeFileSync(path.join(folder, "odd.json"), JSON.stringify({ cases: [{ id: "a", trades: [] }] }));
  const calls = [
    ["indicators"],
    ["metrics", "--cases", "nowhere.json", "--json"],
    ["metrics", "--cases", "broken.json"],
    ["indicators", "--cases", "empty.json", "--json"],
    ["metrics", "--cases", "odd.json"],
    ["metrics", "--cases", "odd.json", "--loud"],
  ];
  for (const args of calls) {
    const { code, out, said } = await cli(...args);
    expect({ args, code, out }).toEqual({ args, code: 2, out: "" });
    expect(said.trim().split("\n")).toHaveLength(1);
  }
});
