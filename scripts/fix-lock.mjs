// Run after `npm install` changed the lock. A registry may lack the builds for other platforms: npm then leaves them
// out of the lock, and `npm ci` calls it out of sync. Each missing optional dependency gets an entry that is never
// fetched on this platform; addresses of registries are taken out, so that the lock works with any.
import { readFileSync } from "node:fs";
import { inRoot } from "./lib/paths.mjs";
import { writeWhole } from "./lib/write-file.mjs";

const PLATFORMS = /darwin|win32|windows|-win-|freebsd|android|openbsd|netbsd|sunos|aix|openharmony/;
const file = inRoot("package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const { packages } = lock;

/** True when a package that lives at `from` would find `name` in some node_modules above it. */
function isThere(from, name) {
  if (packages[`${from ? `${from}/` : ""}node_modules/${name}`]) return true;
  if (from === "") return false;
  const at = from.lastIndexOf("node_modules/");
  return isThere(at <= 0 ? "" : from.slice(0, at - 1), name);
}

function osOf(name) {
  const found = PLATFORMS.exec(name)?.[0] ?? "none";
  return ["windows", "-win-"].includes(found) ? "win32" : found;
}

let added = 0;
for (const [place, entry] of Object.entries({ ...packages })) {
  delete entry.resolved;
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isThere(place, name)) continue;
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~>=v ]+/, ""),
      optional: true,
      os: [osOf(name)],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeWhole(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} entries added for other platforms.`);
