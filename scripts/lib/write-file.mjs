// Every file of ours that another start may read: whole or not there, also when the plug is pulled while it is written.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";

/** Writes a file by a draft beside it, flushed, then renamed over the old one. Throws what the disk refuses. */
export function writeWhole(file, text, { mode = 0o644 } = {}) {
  const draft = `${file}.${process.pid}-${randomUUID()}.new`;
  try {
    const to = openSync(draft, "wx", mode);
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(to, bytes, at);
      fsyncSync(to);
    } finally {
      closeSync(to);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  flushFolder(path.dirname(file));
}

/** The new name is in the folder only once that is flushed too. */
function flushFolder(folder) {
  try {
    const from = openSync(folder, "r");
    try {
      fsyncSync(from);
    } finally {
      closeSync(from);
    }
  } catch {
    // some file systems cannot flush a folder: the rename alone is still all or nothing
  }
}

/** A mark that something was made from just these sources; whatever lay in its place is replaced. */
export function writeStamp(file, text) {
  if (existsSync(file) && lstatSync(file).isDirectory()) rmSync(file, { recursive: true, force: true });
  writeWhole(file, text);
}

/** True when the stamp says so; a damaged one says nothing. */
export function isStamped(file, text) {
  try {
    return readFileSync(file, "utf8") === text;
  } catch {
    return false;
  }
}
