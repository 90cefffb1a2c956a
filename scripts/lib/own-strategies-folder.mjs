// Where the owner puts strategies, and how a process is started so that it knows them.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";

/** One .mjs file each; the folder need not exist. */
export const strategiesFolder = (home) => path.join(home, "strategies");

/** Whether anything lies there: a folder that cannot be read counts, for that is to be said. */
export function hasOwnStrategies(home) {
  const folder = strategiesFolder(home);
  try {
    return existsSync(folder) && readdirSync(folder).length > 0;
  } catch {
    return true;
  }
}

/** Arguments of node: the files are loaded before anything else runs. */
export const withOwnStrategies = () => ["--import", inRoot("scripts", "lib", "own-strategies.mjs")];
