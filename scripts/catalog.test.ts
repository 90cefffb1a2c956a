import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const LIST = "server/commands/catalog-list.ts";
type Look = (folder: string) => { readonly problems: readonly string[]; readonly looked: string };
const { checkCatalog, writeCatalog } = (await import(path.join(ROOT, "scripts/lib/write-catalog.mjs"))) as {
  checkCatalog: Look;
  writeCatalog: Look;
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "amarktai-catalog-"));
  cpSync(path.join(ROOT, "server/commands"), path.join(folder, "server/commands"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plant = (file: string, ...commands: readonly string[]) => {
  const place = path.join(folder, "server/commands/catalog", file);
  mkdirSync(path.dirname(place), { recursive: true });
  const text = commands.map(
    (id, at) => `export const one${at}Command = defineCommand({\n  id: "${id}",\n});\n`,
  );
  writeFileSync(place, text.join(""));
};

// Guards "a command is one file": the list cannot be behind the files, and nobody writes it by hand.
test("the list is what the catalogue holds, until a command joins; then it is written anew with it", () => {
  expect(checkCatalog(folder).problems).toEqual([]);
  plant("planted/show-plant.ts", "planted.show");
  expect(checkCatalog(folder).problems).toEqual([
    `${LIST} is not what the catalogue holds: run "npm run catalog".`,
  ]);
  expect(writeCatalog(folder).problems).toEqual([]);
  expect(checkCatalog(folder).problems).toEqual([]);
  expect(readFileSync(path.join(folder, LIST), "utf8")).toContain(
    'import { one0Command } from "./catalog/planted/show-plant";',
  );
});

test("a line written by hand is found", () => {
  appendFileSync(path.join(folder, LIST), "// mine\n");
  expect(checkCatalog(folder).problems).toHaveLength(1);
});

test("a file holds one command, in the folder of its domain", () => {
  plant("planted/two.ts", "planted.one", "planted.two");
  plant("planted/none.ts");
  plant("planted/astray.ts", "bots.astray");
  const said = checkCatalog(folder).problems.join("\n");
  expect(said).toContain("planted/two.ts: 2 commands, where one belongs");
  expect(said).toContain("planted/none.ts: 0 commands, where one belongs");
  expect(said).toContain("planted/astray.ts: bots.astray belongs in the folder of its domain");
});
