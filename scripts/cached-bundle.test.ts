import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const { findBundle, makeBundle } = (await import(path.join(ROOT, "scripts/lib/cached-bundle.mjs"))) as {
  findBundle: (call: string) => string | null;
  makeBundle: (call: string, entry: string) => Promise<string>;
};

const LONG_AGO = new Date("2024-01-01T00:00:00Z");
const LATER = new Date("2024-01-01T00:00:01Z");

it("a call's bundle is used again until a file it was made of changes", async () => {
  const call = `cache-test-${process.pid}`;
  const source = `dist/cli/${call}-source.ts`;
  const written = path.join(ROOT, source);
  mkdirSync(path.dirname(written), { recursive: true });
  try {
    writeFileSync(written, 'console.log("one");\n');
    utimesSync(written, LONG_AGO, LONG_AGO);
    expect(findBundle(call)).toBeNull();
    const made = await makeBundle(call, source);
    expect(findBundle(call)).toBe(made);
    utimesSync(written, LATER, LATER);
    expect(findBundle(call)).toBeNull();
    const again = await makeBundle(call, source);
    expect(again).not.toBe(made);
    expect(findBundle(call)).toBe(again);
  } finally {
    rmSync(written, { force: true });
    rmSync(path.join(ROOT, "dist", "cli", call), { recursive: true, force: true });
  }
});
