// Who runs on a data folder: Postgres writes it into postmaster.pid, and a damaged file must not end every start.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { readText, setAside } from "./kept-file.mjs";
import { handOver } from "./postgres-place.mjs";
import { findProcess } from "./process-info.mjs";
import { writeWhole } from "./write-file.mjs";

const pidFile = (dataDir) => path.join(dataDir, "postmaster.pid");
const isId = (text) => /^\s*\d+\s*$/.test(text ?? "");

/** The postmaster that runs on this data folder, {pid, port}, or null. */
export function findPostmaster({ dataDir }) {
  const { text, fault } = readText(pidFile(dataDir));
  if (text === null && fault === null) return null;
  const [pid, , , port] = (text ?? "").split("\n");
  if (!isId(pid) || !isId(port)) return searchPostmaster(dataDir);
  return isOurs(findProcess(Number(pid)), dataDir) ? { pid: Number(pid), port: Number(port) } : null;
}

const isOurs = (found, dataDir) =>
  found !== null && /postgres/.test(found.command) && found.command.includes(`-D ${dataDir} -p`);

/** By its command line, which is ours and names folder and port: for when the file says nothing. */
function searchPostmaster(dataDir) {
  for (const pid of listIds()) {
    const found = findProcess(pid);
    const port = isOurs(found, dataDir) && / -p (\d+)( |$)/.exec(found.command)?.[1];
    if (port) return { pid, port: Number(port) };
  }
  return null;
}

function listIds() {
  try {
    const names = existsSync("/proc/self/stat")
      ? readdirSync("/proc")
      : execFileSync("ps", ["-axo", "pid="], { encoding: "utf8" }).split("\n");
    return names.filter(isId).map(Number);
  } catch {
    return [];
  }
}

/**
 * Before a start on a folder on which nobody runs. Gives the sentence about what had to be mended, or null.
 *
 * After a crash the id in postmaster.pid may belong to a stranger by now, and Postgres would take it for a living
 * twin. The file itself must stay, it names the shared memory that may still be in use: so only the id is changed,
 * to that of the parent, which Postgres knows is no twin. A file without an id (a full disk, a cut) names nothing and
 * would be refused for ever: it is set aside.
 */
export function mendPidFile({ dataDir, user }) {
  const file = pidFile(dataDir);
  const { text, fault } = readText(file);
  if (text === null && fault === null) return null;
  const [pid, ...rest] = (text ?? "").split("\n");
  if (!isId(pid)) return setAside(file, fault ?? (text.trim() === "" ? "is empty" : "names no process"));
  if (findProcess(Number(pid)) === null) return null;
  writeWhole(file, [process.pid, ...rest].join("\n"), { mode: 0o600 });
  handOver(file, user);
  return null;
}
