// Where the owner puts strategies, and how a process is started so that it knows them.
import path from "node:path";
import { inRoot } from "./paths.mjs";

/** One .mjs file each; the folder need not exist. */
export const strategiesFolder = (home) => path.join(home, "strategies");

/** Arguments of node: the files are loaded before anything else runs. */
export const withOwnStrategies = () => ["--import", inRoot("scripts", "lib", "own-strategies.mjs")];
