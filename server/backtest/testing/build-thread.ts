import { rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = path.resolve(import.meta.dirname, "..", "..", "..");

/** The threads' file as the app bundles it, of its own for one test file; `remove` deletes it. */
export async function buildThread(): Promise<{ readonly file: URL; readonly remove: () => void }> {
  const outfile = path.join(ROOT, "dist", `test-backtest-thread-${process.pid}.mjs`);
  await build({
    absWorkingDir: ROOT,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    outfile,
    entryPoints: ["server/backtest/threads/evaluate-thread.ts"],
    packages: "external",
    alias: { "@": ROOT },
    logLevel: "silent",
  });
  return { file: pathToFileURL(outfile), remove: () => rmSync(outfile, { force: true }) };
}
