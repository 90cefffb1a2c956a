// The list of commands is made from the files of the catalogue: one command a file, and nowhere else to name it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

const FOLDER = "server/commands/catalog";
const LIST = "server/commands/catalog-list.ts";
const HEAD = `// Written by \`npm run catalog\` from the files below catalog/, one command each: never by hand.\n`;

/** The text of the list, and what is wrong with the files it is made from. */
function readCatalog(cwd) {
  const files = readdirSync(path.join(cwd, FOLDER), { recursive: true })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.replace(/[.]ts$/, ""))
    .sort();
  const found = files.map((file) => {
    const text = readFileSync(path.join(cwd, FOLDER, `${file}.ts`), "utf8");
    const names = [...text.matchAll(/^export const (\w+Command) = defineCommand\(/gm)].map(
      ([, name]) => name,
    );
    const ids = [...text.matchAll(/^ {2}id: "([^"]+)"/gm)].map(([, id]) => id);
    return { file, names, ids };
  });
  const problems = found.flatMap(({ file, names, ids }) => {
    if (names.length !== 1) return [`${FOLDER}/${file}.ts: ${names.length} commands, where one belongs`];
    const isAtHome = ids.every((id) => id.split(".")[0] === file.split("/")[0]);
    return isAtHome ? [] : [`${FOLDER}/${file}.ts: ${ids.join()} belongs in the folder of its domain`];
  });
  const entries = found.flatMap(({ file, names: [name] }) => (name ? [{ file, name }] : []));
  const imports = entries.map(({ file, name }) => `import { ${name} } from "./catalog/${file}";\n`);
  const list = entries.map(({ name }) => `  ${name},\n`);
  const docs = "/** Every command there is, each with its own types: doors are derived from this list. */\n";
  return {
    problems,
    looked: `${entries.length} commands`,
    text: `${HEAD}${imports.join("")}\n${docs}export const catalog = [\n${list.join("")}] as const;\n`,
  };
}

/** Writes the list anew. */
export function writeCatalog(cwd = root) {
  const { problems, looked, text } = readCatalog(cwd);
  if (problems.length === 0) writeFileSync(path.join(cwd, LIST), text);
  return { problems, looked };
}

/** Whether the list names every command of the catalogue, and nothing else. */
export function checkCatalog(cwd = root) {
  const { problems, looked, text } = readCatalog(cwd);
  const list = path.join(cwd, LIST);
  const isFresh = existsSync(list) && readFileSync(list, "utf8") === text;
  return {
    looked,
    problems: isFresh
      ? problems
      : [...problems, `${LIST} is not what the catalogue holds: run "npm run catalog".`],
  };
}
