// Builds what is stale: Prisma's client, the pages, the worker. A stamp beside each holds the hash of its sources.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { inRoot, node24, root } from "./paths.mjs";
import { runStep, stepLog } from "./run-step.mjs";
import { StopWith } from "./stop-with.mjs";
import { isStamped, writeStamp } from "./write-file.mjs";

const SHARED = [
  "server",
  "prisma/schema.prisma",
  "package-lock.json",
  "tsconfig.json",
  "scripts/lib/build.mjs",
];
const WEB = [
  "app",
  "components",
  "public",
  "instrumentation.ts",
  "proxy.ts",
  "next.config.ts",
  "postcss.config.mjs",
];
const WORKER = ["inngest", "scripts/worker.ts", "scripts/judge-market.ts", "scripts/simulator/practice.ts"];
const TEST_FILE = /\.test\.tsx?$/;

const CLIENT_STAMP = inRoot("prisma", "generated", ".stamp");
const clientHash = () => hashOf(["prisma/schema.prisma", "package-lock.json"]);

/** True when Prisma's client is of this schema. */
export const isClientMade = () =>
  existsSync(inRoot("prisma", "generated", "client.ts")) && isStamped(CLIENT_STAMP, clientHash());

/** Makes Prisma's client when the schema is newer than it. */
export async function generateClient() {
  if (isClientMade()) return;
  const args = [inRoot("node_modules", "prisma", "build", "index.js"), "generate"];
  // without this variable Prisma downloads an engine that generating does not need; never give it to anything else
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  await must(node24(), args, { env }, "Prisma's client could not be made from prisma/schema.prisma");
  writeStamp(CLIENT_STAMP, clientHash());
}

/** Builds the pages into .next/standalone; true when they were stale. */
export async function buildWeb(say) {
  const stamp = inRoot(".next", "amarktai.stamp");
  const wanted = hashOf([...SHARED, ...WEB]);
  const standalone = inRoot(".next", "standalone");
  if (isStamped(stamp, wanted) && existsSync(path.join(standalone, "server.js"))) return false;
  say("building the pages: about a minute, the first time and after an update only");
  rmSync(stamp, { recursive: true, force: true });
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  await must(
    node24(),
    [inRoot("node_modules", "next", "dist", "bin", "next"), "build"],
    { env },
    "The pages could not be built",
  );
  cpSync(inRoot(".next", "static"), path.join(standalone, ".next", "static"), { recursive: true });
  if (existsSync(inRoot("public")))
    cpSync(inRoot("public"), path.join(standalone, "public"), { recursive: true });
  writeStamp(stamp, wanted);
  return true;
}

/** Bundles the worker into dist/worker.mjs; true when it was stale. */
export async function buildWorker() {
  const stamp = inRoot("dist", "worker.stamp");
  const wanted = hashOf([...SHARED, ...WORKER]);
  if (isStamped(stamp, wanted) && hasWorker()) return false;
  rmSync(stamp, { recursive: true, force: true });
  const { build } = await import("esbuild");
  try {
    await build(workerBundle());
    await build(threadBundle());
    await build(judgeBundle());
    await build(practiceBundle());
  } catch (error) {
    throw new StopWith(
      `The worker could not be built: ${String(error.message).split("\n")[1] ?? error.message}`,
    );
  }
  writeStamp(stamp, wanted);
  return true;
}

const hasWorker = () =>
  ["worker.mjs", "backtest-thread.mjs", "judge-market.mjs", "practice.mjs"].every((file) =>
    existsSync(inRoot("dist", file)),
  );

/** How esbuild makes the worker: our code in one file, packages left where npm put them. */
export function workerBundle() {
  mkdirSync(inRoot("dist"), { recursive: true });
  return {
    absWorkingDir: root,
    entryPoints: ["scripts/worker.ts"],
    outfile: "dist/worker.mjs",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    packages: "external",
    // the guard against server code in a browser throws outside Next
    alias: { "@": root, "server-only": inRoot("scripts", "lib", "server-only.mjs") },
    sourcemap: true,
    logLevel: "silent",
  };
}

/** Loaded when a file of candles needs them, which is seldom: they stay where npm put them. */
const SELDOM = ["apache-arrow", "lz4js"];

/** For what starts often: its packages are in the file, and looked for nowhere. */
export const withPackages = {
  packages: "bundle",
  external: SELDOM,
  // packages of the older kind ask for node's own modules in their own way
  banner: {
    js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
  },
};

/** The body of the threads that evaluate backtests, beside whatever file starts them. */
export const threadBundle = () => ({
  ...workerBundle(),
  ...withPackages,
  entryPoints: ["server/backtest/threads/evaluate-thread.ts"],
  outfile: "dist/backtest-thread.mjs",
});

/** What looks at the files of --candles before a start goes on. */
const judgeBundle = () => ({
  ...workerBundle(),
  entryPoints: ["scripts/judge-market.ts"],
  outfile: "dist/judge-market.mjs",
});

/** The simulated exchanges of a start with --practice. */
const practiceBundle = () => ({
  ...workerBundle(),
  entryPoints: ["scripts/simulator/practice.ts"],
  outfile: "dist/practice.mjs",
});

async function must(command, args, options, what) {
  const { code, output } = await runStep(command, args, options);
  if (code === 0) return;
  if (/ENOSPC|No space left/.test(output)) {
    throw new StopWith(`The disk of ${root} is full: free about 1 GB, then start again.`);
  }
  const last = output.trim().split("\n").slice(-12).join("\n");
  throw new StopWith(`${what}:\n${last}\nAll of it is in ${stepLog}.`);
}

function hashOf(names) {
  const hash = createHash("sha256").update(process.platform).update(process.arch);
  for (const name of names)
    for (const file of filesOf(inRoot(name))) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

function filesOf(place) {
  if (!existsSync(place)) return [];
  const entries = readdirSafe(place);
  if (entries === null) return TEST_FILE.test(place) ? [] : [place];
  return entries.sort().flatMap((name) => filesOf(path.join(place, name)));
}

function readdirSafe(place) {
  try {
    return readdirSync(place);
  } catch (error) {
    if (error.code === "ENOTDIR") return null;
    throw error;
  }
}
