import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** A path inside the project. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** The Node 24 that runs everything but the supervisor itself: this one when new enough, else npm's copy. */
export function node24() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  return inRoot("node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
}

export const hasNode24 = () => existsSync(node24());
