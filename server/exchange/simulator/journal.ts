import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { decode, encode } from "./core/change-codec";

/** Beyond this the journal is written anew from what stands. */
const GROWN_BYTES = 32 * 1024 * 1024;

export type Journal<T> = {
  /** One act: whole after a kill, or not at all. */
  readonly append: (entries: readonly T[]) => void;
  readonly close: () => void;
};

/**
 * An append-only file of what became different, one act a line, written before the act is answered: what a killed
 * simulator said is known to the next one. A torn last line is an act that nobody was told of, and is left out.
 */
export function openJournal<T>(
  file: string,
  restore: (entry: T) => void,
  everything: () => readonly T[],
): Journal<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  if (existsSync(file)) {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      if (line === "") continue;
      const entries = readLine<T>(line);
      if (!entries) break;
      for (const entry of entries) restore(entry);
    }
  }
  let [handle, bytes] = writeAnew(file, everything());
  let compactAt = Math.max(GROWN_BYTES, bytes * 2);
  return {
    append: (entries) => {
      if (entries.length === 0) return;
      bytes += writeSync(handle, `${encode(entries)}\n`);
      if (bytes < compactAt) return;
      closeSync(handle);
      [handle, bytes] = writeAnew(file, everything());
      compactAt = Math.max(GROWN_BYTES, bytes * 2);
    },
    close: () => closeSync(handle),
  };
}

function readLine<T>(line: string): readonly T[] | null {
  try {
    return decode(line) as readonly T[];
  } catch {
    return null;
  }
}

function writeAnew(file: string, entries: readonly unknown[]): [handle: number, bytes: number] {
  const made = `${file}.new`;
  rmSync(made, { force: true });
  const handle = openSync(made, "a", 0o600);
  let bytes = 0;
  for (const entry of entries) bytes += writeSync(handle, `${encode([entry])}\n`);
  renameSync(made, file);
  return [handle, bytes];
}
