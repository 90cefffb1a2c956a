import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

const FOLDERS = ["app", "components", "server", "inngest", "scripts", "e2e", "prisma"];
const SOURCE = /\.(ts|tsx|mjs|cjs)$/;

/** The hand-written source files under a project's root, relative to it. */
export function listSources(root) {
  const top = readdirSync(root).filter((name) => SOURCE.test(name) && name !== "next-env.d.ts");
  return [...top, ...FOLDERS.flatMap((folder) => walk(root, folder))];
}

function walk(root, folder) {
  if (!existsSync(path.join(root, folder)) || folder === path.join("prisma", "generated")) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return walk(root, place);
    return SOURCE.test(entry.name) ? [place] : [];
  });
}
