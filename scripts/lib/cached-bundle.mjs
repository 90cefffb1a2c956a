// Bundles of the terminal's calls, kept in dist/cli/ and made anew only when a file they were made of has changed.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { readObject } from "./kept-file.mjs";
import { inRoot, root } from "./paths.mjs";
import { StopWith } from "./stop-with.mjs";
import { writeWhole } from "./write-file.mjs";

/** Besides the sources: what the packages are, and how it is bundled. */
const ALSO = [
  "package-lock.json",
  "tsconfig.json",
  "node_modules/.amarktai-stamp",
  "scripts/lib/build.mjs",
  "scripts/lib/cached-bundle.mjs",
];
const DAY_MS = 86_400_000;

const placeOf = (call) => inRoot("dist", "cli", call);
const recordOf = (call) => path.join(placeOf(call), "fresh.json");

/** The bundle of a call if none of its sources has changed since it was made; a few milliseconds. */
export function findBundle(call) {
  const { folder, sources } = readObject(recordOf(call)).value ?? {};
  if (typeof folder !== "string" || typeof sources !== "object") return null;
  const file = path.join(placeOf(call), folder, `${call}.mjs`);
  const fresh = Object.entries(sources).every(([source, mark]) => markOf(source) === mark);
  return fresh && existsSync(file) ? file : null;
}

/** Bundles a call with the packages it uses in one file, the threads' file beside it. Others may do so at the same time. */
export async function makeBundle(call, entry = `scripts/cli/${call}.ts`) {
  const { workerBundle, threadBundle, withPackages } = await import("./build.mjs");
  const { build } = await import("esbuild");
  const begunMs = Date.now();
  const folder = `${begunMs}-${process.pid}`;
  const outdir = path.join(placeOf(call), folder);
  const { outfile: _, ...options } = workerBundle();
  const entryPoints = { [call]: entry };
  if (call === "backtest") entryPoints["backtest-thread"] = threadBundle().entryPoints[0];
  try {
    const { metafile } = await build({
      ...options,
      entryPoints,
      outdir,
      outExtension: { ".js": ".mjs" },
      ...withPackages,
      metafile: true,
    });
    keepRecord(call, { folder, begunMs, metafile });
  } catch (error) {
    throw new StopWith(
      `${entry} could not be built: ${String(error.message).split("\n")[1] ?? error.message}`,
    );
  }
  return path.join(outdir, `${call}.mjs`);
}

function keepRecord(call, { folder, begunMs, metafile }) {
  const own = Object.keys(metafile.inputs).filter((source) => !source.includes("node_modules"));
  const sources = [...own, ...ALSO].filter((source) => existsSync(inRoot(source)));
  // what was written meanwhile may have been read before: then the next call makes it anew
  if (sources.some((source) => statSync(inRoot(source)).mtimeMs >= begunMs)) return;
  mkdirSync(placeOf(call), { recursive: true });
  const marks = Object.fromEntries(sources.map((source) => [source, markOf(source)]));
  writeWhole(recordOf(call), JSON.stringify({ folder, sources: marks }));
  dropOld(call, folder);
}

/** Not those of today: a call that is still running loads its threads when it needs them. */
function dropOld(call, kept) {
  for (const name of readdirSync(placeOf(call))) {
    const place = path.join(placeOf(call), name);
    const isOld = /^\d+-\d+$/.test(name) && Date.now() - Number.parseInt(name, 10) > DAY_MS;
    if (isOld && name !== kept) rmSync(place, { recursive: true, force: true });
  }
}

/** To the millisecond: copying a file or giving it its time back keeps no more of it. */
function markOf(source) {
  const about = statSync(path.join(root, source), { throwIfNoEntry: false });
  return about ? `${Math.round(about.mtimeMs)}:${about.size}` : "none";
}
