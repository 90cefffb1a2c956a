import { randomUUID } from "node:crypto";
import { linkSync, renameSync, rmSync } from "node:fs";
import { readObject, setAsideFolder } from "./kept-file.mjs";
import { isStillRunning, selfMark } from "./process-info.mjs";
import { writeWhole } from "./write-file.mjs";

const NONCE = /^[\w-]+$/;

/**
 * Takes a lock file for this process, also from a holder that died. `facts` is told to whoever comes later.
 * Gives {release, update} when taken, or {holder} when somebody alive has it.
 *
 * A dead holder is succeeded by creating `<file>.<its nonce>`, which only one process can do; the winner then
 * replaces the lock by rename. Whoever links late finds the lock already replaced, and looks again.
 */
export function takeLock(file, facts = {}) {
  const mine = { ...selfMark(), nonce: randomUUID(), ...facts };
  const draft = `${file}.${process.pid}-${mine.nonce}`;
  writeWhole(draft, JSON.stringify(mine));
  try {
    setAsideFolder(file);
    for (;;) {
      if (link(draft, file)) return handle(file, mine);
      const chain = readChain(file);
      const last = chain.at(-1);
      if (last === undefined) continue;
      if (isStillRunning(last)) return { holder: last };
      if (succeed(file, draft, chain)) return handle(file, mine);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function succeed(file, draft, chain) {
  const next = `${file}.${chain.at(-1).nonce}`;
  if (!link(draft, next)) return false;
  if (read(file)?.nonce !== chain[0].nonce) {
    rmSync(next, { force: true });
    return false;
  }
  renameSync(draft, file);
  for (const { nonce } of chain) rmSync(`${file}.${nonce}`, { force: true });
  return true;
}

/** The lock, and those who died while succeeding a dead holder. */
function readChain(file) {
  const chain = [];
  for (let at = read(file); at !== undefined; at = read(`${file}.${at.nonce}`)) chain.push(at);
  return chain;
}

function read(file) {
  const { value, fault } = readObject(file);
  if (value === null && fault === null) return undefined;
  if (fault?.includes("EACCES")) throw Object.assign(new Error(fault), { code: "EACCES", path: file });
  // what cannot be read is nobody's lock: treat it as that of a dead process
  const isWhole = Number.isInteger(value?.pid) && typeof value.nonce === "string" && NONCE.test(value.nonce);
  return isWhole ? value : { pid: 0, began: "", nonce: "unreadable" };
}

function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function handle(file, mine) {
  return {
    update(more) {
      writeWhole(file, JSON.stringify({ ...mine, ...more }));
    },
    release() {
      if (read(file)?.nonce === mine.nonce) rmSync(file, { force: true });
    },
  };
}
