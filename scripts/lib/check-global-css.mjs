import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const FOLDERS = ["app", "components"];
const GLOBAL = ["app/globals.css", ...["base", "theme", "tokens"].map((name) => `app/styles/${name}.css`)];
const LINES_MAX = 700;

/** Finds styles that do not stand with their component: sheets but the global ones, and classes within these. */
export function checkGlobalCss(root) {
  const files = FOLDERS.flatMap((folder) => listSheets(root, folder));
  const texts = files.map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
  const lines = texts.reduce((sum, { text }) => sum + text.trimEnd().split("\n").length, 0);
  const strays = files.filter((file) => !GLOBAL.includes(file));
  const problems = [
    ...strays.map((file) => `${file}: styles stand with their component; global are ${GLOBAL.join(", ")}.`),
    ...texts.flatMap(({ file, text }) =>
      classesOf(text).map(
        (selector) => `${file}: "${selector}" reaches for a class: say it where the element stands.`,
      ),
    ),
    ...(lines > LINES_MAX ? [`global styles: ${lines} lines, ${LINES_MAX} at most.`] : []),
  ];
  return { problems, looked: `${files.length} sheets, ${lines} lines` };
}

function listSheets(root, folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const place = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listSheets(root, place);
    return entry.name.endsWith(".css") ? [place] : [];
  });
}

/** The selectors of a sheet that name a class. */
function classesOf(text) {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
  return [...bare.matchAll(/([^{};]+)\{/g)]
    .map(([, prelude]) => prelude.trim().replace(/\s+/g, " "))
    .filter((prelude) => !prelude.startsWith("@") && /\.[a-z_-]/i.test(prelude));
}
