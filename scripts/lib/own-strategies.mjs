// Loaded with --import before worker, web and terminal calls: reads the owner's strategies, one .mjs file each, and leaves
// them where server/strategy/core/own finds them. What is wrong with a file is said there; it stops nothing.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.AMARKTAI_STRATEGIES;
const found = [];
if (folder && existsSync(folder)) {
  for (const file of list(folder)) {
    if (!file.endsWith(".mjs")) continue;
    try {
      const { default: given } = await import(pathToFileURL(path.join(folder, file)).href);
      found.push({ file, given, fault: null });
    } catch (error) {
      found.push({ file, given: null, fault: String(error?.message ?? error).split("\n")[0] });
    }
  }
}
globalThis[Symbol.for("amarktai.strategies")] = found;

function list(place) {
  try {
    return readdirSync(place).sort();
  } catch (error) {
    found.push({
      file: path.basename(place),
      given: null,
      fault: `The folder cannot be read (${error.code}).`,
    });
    return [];
  }
}
