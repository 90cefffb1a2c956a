import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { setAside } from "./kept-file.mjs";
import { StopWith } from "./stop-with.mjs";

// others may pass through, for the database's user, but not look
const MODE = 0o711;

/**
 * Makes the data folder with what belongs in it, and refuses one that cannot be written. Gives a sentence for each
 * file that lay where a folder belongs and was set aside.
 */
export function makeHome(home) {
  const notes = [];
  try {
    mkdirSync(home, { recursive: true, mode: MODE });
    if (statSync(home).uid === process.getuid?.()) chmodSync(home, MODE);
    for (const part of ["logs", "run", "audit"].map((name) => path.join(home, name))) {
      if (existsSync(part) && !statSync(part).isDirectory()) notes.push(setAside(part, "is no folder"));
      mkdirSync(part, { recursive: true, mode: 0o700 });
    }
    accessSync(home, constants.W_OK);
    accessSync(path.join(home, "run"), constants.W_OK);
    return notes;
  } catch (error) {
    if (error.code === "ENOSPC")
      throw new StopWith(`The disk of ${home} is full: free at least 300 MB, then start again.`);
    if (error.code === "EEXIST" || error.code === "ENOTDIR") {
      throw new StopWith(`${home} is not a folder: choose another with --home.`, 2);
    }
    throw new StopWith(
      `The data folder ${home} cannot be written (${error.code}): make it yours, or choose another with --home.`,
    );
  }
}

/** Where the head of a database's audit chain is written down, outside of it. */
export const auditHeadsFile = (home, database) => path.join(home, "audit", `${database}.json`);
