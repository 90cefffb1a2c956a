import { statSync, utimesSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const { findBundle, makeBundle } = (await import(
  path.join(import.meta.dirname, "lib/cached-bundle.mjs")
)) as {
  findBundle: (call: string) => string | null;
  makeBundle: (call: string) => Promise<string>;
};

const SOURCE = path.resolve(import.meta.dirname, "cli", "metrics.ts");

it("a call's bundle is used again until a file it was made of changes", async () => {
  const made = await makeBundle("metrics");
  expect(findBundle("metrics")).toBe(made);
  const { atime, mtime } = statSync(SOURCE);
  try {
    utimesSync(SOURCE, atime, new Date(mtime.getTime() - 1_000));
    expect(findBundle("metrics")).toBeNull();
  } finally {
    utimesSync(SOURCE, atime, mtime);
  }
  expect(findBundle("metrics")).toBe(made);
});

it("there is none for a call that was never bundled", () => {
  expect(findBundle("no-such-call")).toBeNull();
});
