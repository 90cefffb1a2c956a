// The parts of `npm run check`. Each takes the folder to look at, so that a test can plant violations in another.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { checkGlobalCss } from "./check-global-css.mjs";
import { checkLineCap } from "./check-line-cap.mjs";
import { checkTableOwners } from "./check-table-owners.mjs";
import { inRoot, node24, root } from "./paths.mjs";
import { runStep } from "./run-step.mjs";
import { checkCatalog } from "./write-catalog.mjs";

const SOURCES = [
  "app",
  "components",
  "server",
  "inngest",
  "scripts",
  "e2e",
  "proxy.ts",
  "instrumentation.ts",
];
const { floors } = createRequire(import.meta.url)("./server-floors.cjs");
const BUFFER = { NO_COLOR: "1", FORCE_COLOR: "0" };

const tool = (file, args, cwd) =>
  runStep(node24(), [inRoot("node_modules", ...file.split("/")), ...args], {
    cwd,
    env: { ...process.env, ...BUFFER },
    keptChars: 20_000_000,
  });

/** Types of the whole project. */
async function checkTypes(cwd = root) {
  if (
    !existsSync(path.join(cwd, ".next/types/routes.d.ts")) ||
    !existsSync(path.join(cwd, "next-env.d.ts"))
  ) {
    await tool("next/dist/bin/next", ["typegen"], cwd);
  }
  const { code, output } = await tool("typescript/bin/tsc", ["--noEmit", "-p", "."], cwd);
  return { ok: code === 0, output: code === 0 ? "no errors" : output };
}

/** Biome with our rules: format, lint, and the three Grit rules. */
export async function checkLint(cwd = root) {
  const args = ["check", "--diagnostic-level=error", "--max-diagnostics=none", "--colors=off"];
  const { code, output } = await tool("@biomejs/biome/bin/biome", args, cwd);
  const read = Number(/Checked (\d+) files?/.exec(output)?.[1] ?? 0);
  if (read === 0) return { ok: false, output: `Biome read no file:\n${output}` };
  return { ok: code === 0, output: code === 0 ? `${read} files` : output };
}

/** The import law of .dependency-cruiser.cjs. */
export async function checkImports(cwd = root) {
  const places = SOURCES.filter((place) => existsSync(path.join(cwd, place)));
  const args = ["--config", inRoot(".dependency-cruiser.cjs"), "--output-type", "json", ...places];
  const { output } = await tool("dependency-cruiser/bin/dependency-cruiser.mjs", args, cwd);
  const found = parseJson(output);
  if (!found?.summary)
    return { ok: false, output: `dependency-cruiser did not finish:\n${output.slice(-2_000)}` };
  const { violations, totalCruised } = found.summary;
  // it once read nothing at all and reported success
  const seen = found.modules.filter(({ source }) => /^(app|components|server|inngest)\//.test(source)).length;
  if (seen === 0) return { ok: false, output: "dependency-cruiser read 0 modules: its settings are broken." };
  const lines = [
    ...violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
    ...found.modules.flatMap(({ source, dependencies }) =>
      findUpward(
        source,
        dependencies.map(({ resolved }) => resolved),
      ),
    ),
  ];
  return {
    ok: lines.length === 0,
    output: lines.length === 0 ? `${totalCruised} modules` : lines.join("\n"),
  };
}

/** What holds tests up may stand on any floor. */
const SCAFFOLD = /[.]test[.]tsx?$|[/](testing|bench|proof)[/]/;
const folderOf = (file) => /^server\/([^/]+)\//.exec(file)?.[1];

/** The imports of a file of server/ that lead to a higher floor, types included, or to a folder without a floor. */
function findUpward(source, targets) {
  const folder = folderOf(source);
  if (folder === undefined || SCAFFOLD.test(source)) return [];
  const floor = floors.indexOf(folder);
  if (floor < 0)
    return [
      `floors-look-down: ${source} is on no floor: name server/${folder} in scripts/lib/server-floors.cjs`,
    ];
  return targets
    .filter((target) => floors.indexOf(folderOf(target)) > floor)
    .map((target) => `floors-look-down: ${source} -> ${target}`);
}

function parseJson(output) {
  try {
    return JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1));
  } catch {
    return null;
  }
}

/** Files, exports and dependencies that nothing uses. */
export async function checkDeadCode(cwd = root) {
  const { code, output } = await tool("knip/bin/knip.js", ["--no-progress", "--directory", cwd], cwd);
  return { ok: code === 0, output: code === 0 ? "nothing unused" : output };
}

const fromLines = (check) => async () => {
  const { problems, looked } = check(root);
  return { ok: problems.length === 0, output: problems.length === 0 ? looked : problems.join("\n") };
};

export const CHECKS = [
  { name: "types", run: checkTypes },
  { name: "lint", run: checkLint },
  { name: "imports: one direction", run: checkImports },
  { name: "one table, one owner", run: fromLines(checkTableOwners) },
  { name: "catalogue of commands", run: fromLines(checkCatalog) },
  { name: "files of 400 lines at most", run: fromLines(checkLineCap) },
  { name: "styles beside their component", run: fromLines(checkGlobalCss) },
  { name: "dead code", run: checkDeadCode },
];
