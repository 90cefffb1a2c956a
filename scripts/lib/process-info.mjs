import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/**
 * What a process id stands for now: its command line and a mark of when it began, or null when nobody lives there.
 * An id is used again after a while, so an id alone proves nothing: id and mark together do.
 */
export function findProcess(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return existsSync("/proc/self/stat") ? fromProc(pid) : fromPs(pid);
}

/** The name of this run of a process, to be written down and recognised later. */
export function selfMark() {
  return { pid: process.pid, began: findProcess(process.pid)?.began ?? "" };
}

/** True when the process written down as {pid, began} is still that process. */
export function isStillRunning({ pid, began }) {
  const found = findProcess(pid);
  return found !== null && found.began === began;
}

const NPM = /^(\S*node\S* )?\S*npm(-cli\.js)?( |$)/;

/**
 * The npm this process was started by, and the shell in between; empty when started by hand. npm passes its signals
 * only to the shell, which does not pass them on: when one of them is gone, somebody has stopped us.
 */
export function findLaunchers(env = process.env) {
  if (!env.npm_lifecycle_event) return [];
  const launchers = [];
  for (let at = findProcess(process.ppid); at !== null; at = findProcess(at.parent)) {
    launchers.push({ pid: at.pid, began: at.began });
    if (NPM.test(at.command)) return launchers;
    if (launchers.length === 3) break;
  }
  return launchers.slice(0, 1);
}

function fromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // the name in parentheses may hold spaces: count the fields behind it
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return { pid, parent: Number(fields[1]), began: `${boot}:${fields[19]}`, command };
  } catch {
    return null;
  }
}

function fromPs(pid) {
  try {
    const args = ["-o", "lstart=,ppid=,command=", "-p", String(pid)];
    const text = execFileSync("ps", args, { encoding: "utf8" }).trim();
    const [, began, parent, command] = /^(.{24})\s+(\d+)\s+(.*)$/.exec(text) ?? [];
    return began ? { pid, parent: Number(parent), began, command } : null;
  } catch {
    return null;
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until the process is gone; false when it is still there after `timeoutMs`. */
export async function waitForEnd(pid, timeoutMs) {
  const until = Date.now() + timeoutMs;
  while (findProcess(pid) !== null) {
    if (Date.now() >= until) return false;
    await pause(50);
  }
  return true;
}

/** Sends a signal; false when the process is gone or not ours. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
