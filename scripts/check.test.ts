// Plants a violation of each rule in a small project of its own and expects the error by name: a rule that
// nothing can break guards nothing.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const CONFIGS = [
  "biome.json",
  "no-packing.grit",
  "pure-core.grit",
  "write-door.grit",
  "knip.json",
  "tsconfig.json",
  ".dependency-cruiser.cjs",
];
const PACKAGES = ["ccxt", "react", "next", "zod", "inngest", "@prisma/client"];

type Check = (folder: string) => Promise<{ ok: boolean; output: string }>;
type Scan = (folder: string) => { problems: string[]; looked: string };

const load = async <T>(name: string): Promise<T> => (await import(path.join(ROOT, "scripts/lib", name))) as T;
const folders: string[] = [];

/** A project of the given files with our settings; packages are empty stand-ins. */
function plant(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "amarktai-plant-"));
  folders.push(folder);
  for (const config of CONFIGS) cpSync(path.join(ROOT, config), path.join(folder, config));
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const name of PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    write(`node_modules/${name}/index.js`, "export default 1;\n");
  }
  write(
    "package.json",
    JSON.stringify({
      name: "plant",
      type: "module",
      dependencies: Object.fromEntries(PACKAGES.map((name) => [name, "1.0.0"])),
    }),
  );
  for (const [name, text] of Object.entries(files)) write(name, text);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const uses = (...targets: string[]) =>
  targets
    .map((target, at) => `import * as used${at} from "${target}";\nexport const keep${at} = used${at};\n`)
    .join("");
const NOTHING = "export const nothing = 0;\n";

const BREAKS_IMPORT_LAW: Readonly<Record<string, readonly [file: string, target: string]>> = {
  "no-cycles": ["server/bots/one.ts", "@/server/bots/two"],
  "everything-resolves": ["server/bots/lost.ts", "@/server/bots/nowhere"],
  "core-is-pure": ["server/bots/core/impure.ts", "react"],
  "kernel-is-the-floor": ["server/kernel/high.ts", "@/server/bots/plain"],
  "prisma-behind-stores": ["server/bots/rows.ts", "@prisma/client"],
  "database-behind-stores": ["server/bots/reads.ts", "@/server/platform/db"],
  "ccxt-behind-the-port": ["server/market/fetch-prices.ts", "ccxt"],
  "server-ignores-callers": ["server/bots/upward.ts", "@/components/bots/list"],
  "server-ignores-react-and-next": ["server/bots/framework.ts", "next"],
  "inngest-is-thin": ["inngest/functions/thick.ts", "@/server/bots/store"],
  "only-the-worker-imports-inngest": ["scripts/other.ts", "@/inngest/functions/plain"],
  "web-is-light": ["app/page.tsx", "@/server/bots/through"],
  "no-start-arms-a-failpoint": ["inngest/functions/armed.ts", "@/server/platform/arm-failpoints"],
  "commands-are-thin": ["server/commands/catalog/bots/peek.ts", "@/server/bots/store"],
  "components-see-only-shapes": ["components/bots/list.tsx", "@/server/bots/plain"],
  "ui-knows-no-domain": ["components/ui/button.tsx", "@/components/bots/list"],
  "parts-of-backtests-stay-apart": [
    "components/backtests/report/peek.tsx",
    "@/components/backtests/list/table",
  ],
  "features-stay-apart": ["components/decisions/peek.tsx", "@/components/backtests/form/draft"],
  "stores-are-private": ["server/history/peek.ts", "@/server/bots/store"],
  "app-calls-use-cases": ["app/bots/page.tsx", "@/server/bots/store"],
  "tests-stay-out": ["server/bots/uses-test.ts", "@/server/bots/some.test"],
};

describe("imports", () => {
  let output = "";
  beforeAll(async () => {
    const { checkImports } = await load<{ checkImports: Check }>("checks.mjs");
    const planted = Object.values(BREAKS_IMPORT_LAW).map(([file, target]) => [file, uses(target)]);
    const folder = plant({
      ...Object.fromEntries(planted),
      "server/bots/two.ts": uses("@/server/bots/one"),
      "server/bots/asks-risk.ts":
        'import type { Limits } from "@/server/risk/limits";\nexport type Mine = Limits;\n',
      "server/risk/limits.ts": 'import { two } from "@/server/bots/two";\nexport type Limits = typeof two;\n',
      "server/attic/box.ts": NOTHING,
      "components/backtests/list/table.tsx": uses("@/components/backtests/shared/words"),
      "components/backtests/shared/words.ts": uses("@/components/backtests/form/draft"),
      "components/backtests/form/draft.ts": NOTHING,
      "server/bots/plain.ts": NOTHING,
      "server/bots/some.test.ts": NOTHING,
      "server/bots/store.ts": uses("@/server/platform/db"),
      "server/bots/store/rows.ts": uses("@/server/platform/db"),
      "server/bots/through.ts": uses("@/server/vault/open/keys"),
      "server/history/peek-deep.ts": uses("@/server/bots/store/rows"),
      "server/bots/names/own.ts": uses("@/server/bots/store/rows"),
      "server/bots/colours/store.ts": uses("@/server/platform/db"),
      "server/bots/names/beside.ts": uses("@/server/bots/colours/store"),
      "server/bots/types-only.ts":
        'import type { WriteTx } from "@/server/platform/db";\nexport type Tx = WriteTx;\n',
      "server/vault/open/keys.ts": NOTHING,
      "server/platform/arm-failpoints.ts": NOTHING,
      "server/platform/db.ts": "export type WriteTx = object;\nexport const db = {};\n",
      "server/bots/row-types.ts":
        'import type { Prisma } from "@prisma/client";\nexport type Rows = Prisma;\n',
      "server/events/client.ts": uses("inngest"),
      "inngest/index.ts": NOTHING,
      "inngest/functions/plain.ts": NOTHING,
      "scripts/worker.ts": uses("@/inngest/functions/plain"),
    });
    output = (await checkImports(folder)).output;
  });

  test.each(Object.entries(BREAKS_IMPORT_LAW))("%s is reported", (rule, [file]) => {
    expect(output).toContain(`${rule}: ${file}`);
  });

  test("an import of a higher floor is reported, be it of a type alone, and one of a lower floor is not", () => {
    expect(output).toContain("floors-look-down: server/bots/asks-risk.ts -> server/risk/limits.ts");
    expect(output).not.toContain("floors-look-down: server/risk/");
  });

  test("a folder of server/ that is on no floor is reported", () => {
    expect(output).toContain("floors-look-down: server/attic/box.ts is on no floor");
  });

  test("what parts of the backtests share imports none of them, and each of them may import it", () => {
    const part = "parts-of-backtests-stay-apart: components/backtests";
    expect(output).toContain(`${part}/shared/words.ts`);
    expect(output).not.toContain(`${part}/list/`);
  });

  test("a type alone is enough to break a rule that does not let types through", () => {
    expect(output).toContain("prisma-behind-stores: server/bots/row-types.ts");
  });

  test("every rule of the settings has a violation here", async () => {
    const { default: settings } = (await import(path.join(ROOT, ".dependency-cruiser.cjs"))) as {
      default: { forbidden: { name: string }[] };
    };
    expect(settings.forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(BREAKS_IMPORT_LAW).sort());
  });

  test("what is allowed is not reported", () => {
    expect(output).not.toContain("scripts/worker.ts");
    expect(output).not.toContain("types-only.ts");
    // the package, not our folder of the same name
    expect(output).not.toContain("server/events/client.ts");
    expect(output).not.toContain("database-behind-stores: server/bots/store.ts");
    expect(output).not.toContain("database-behind-stores: server/bots/store/rows.ts");
  });

  test("the files of a store/ are as private as a store.ts", () => {
    expect(output).toContain("stores-are-private: server/history/peek-deep.ts");
  });

  test("a folder of a domain asks the domain's own store, and none of the folder beside it", () => {
    expect(output).toContain("stores-are-private: server/bots/names/beside.ts");
    expect(output).not.toContain("stores-are-private: server/bots/names/own.ts");
  });

  test("a run that reads no module fails", async () => {
    const { checkImports } = await load<{ checkImports: Check }>("checks.mjs");
    const { ok, output: said } = await checkImports(plant({ "scripts/alone.ts": NOTHING }));
    expect(ok).toBe(false);
    expect(said).toContain("0 modules");
  });
});

const long = (lines: number) => Array.from({ length: lines }, (_, at) => `  console.info(${at});`).join("\n");

const BREAKS_LINT: Readonly<Record<string, readonly [file: string, text: string]>> = {
  noDefaultExport: ["server/bots/default-export.ts", "export default 1;\n"],
  noNonNullAssertion: ["server/bots/non-null.ts", "export const first = (all: number[]) => all[0]!;\n"],
  noProcessEnv: ["server/bots/environment.ts", "export const port = process.env.PORT;\n"],
  noParameterAssign: [
    "server/bots/assign.ts",
    "export function half(of: number) {\n  of = of / 2;\n  return of;\n}\n",
  ],
  useImportType: [
    "server/bots/import-type.ts",
    'import { Shape } from "./shape";\n\nexport const shape = (value: Shape): Shape => value;\n',
  ],
  useFilenamingConvention: ["server/bots/camelCase.ts", NOTHING],
  useThrowOnlyError: ["server/bots/throws.ts", 'export const fail = () => {\n  throw "no";\n};\n'],
  noEnum: ["server/bots/enumeration.ts", "export enum Side {\n  Buy = 0,\n}\n"],
  noExcessiveLinesPerFunction: ["server/bots/long.ts", `export function long() {\n${long(71)}\n}\n`],
  noExcessiveCognitiveComplexity: [
    "server/bots/complex.ts",
    "export function tangle(a: number) {\n  for (;;) if (a) while (a) if (a) for (;;) if (a) return a;\n}\n",
  ],
  noBarrelFile: ["server/bots/barrel.ts", 'export { nothing } from "./plain";\n'],
  noReExportAll: ["server/bots/re-export.ts", 'export * from "./plain";\n'],
  noExplicitAny: ["server/bots/any.ts", "export const anything = (value: any): unknown => value;\n"],
  noConsole: ["server/bots/prints.ts", 'console.log("hello");\n'],
  noRestrictedElements: ["components/bots/bare.tsx", "export const Bare = () => <form />;\n"],
  noUnusedVariables: ["server/bots/unused.ts", "const unused = 1;\n"],
  noUnusedImports: ["server/bots/unused-import.ts", 'import { nothing } from "./plain";\n'],
};

const IMPURE = [
  "Date.now()",
  "new Date()",
  "performance.now()",
  "Temporal.Now.instant()",
  "process.hrtime()",
  "Math.random()",
  "crypto.randomUUID()",
  "randomUUID()",
  'parseFloat("1")',
  'Number.parseFloat("1")',
  'Number("1")',
];
const WRITES = [
  "db.bot.update({ data: {} })",
  "db.bot.createMany({ data: [] })",
  "db.bot.deleteMany()",
  "db.$transaction((tx) => tx.bot.update({ data: {} }))",
  "db.$executeRaw`UPDATE bot SET name = ''`",
  'db.$executeRawUnsafe("UPDATE bot")',
];
/** Spreads that only pack; and those that widen. */
const PACKS = ["{ ...{ x: 1 }, y: 2 }", "[{ x: { ...{ y: 2 } } }]", "{ ...({ x: 1 } as const) }"];
const WIDENS = [
  "{ ...(flag ? { x: 1 } : {}), y: 2 }",
  "{ ...(flag && { x: 1 }) }",
  "{ ...other, x: 1 }",
  "[...[1], 2]",
];
const atLine = (lines: readonly string[]) =>
  `${lines.map((line, at) => `export const a${at} = () => ${line};`).join("\n")}\n`;

describe("lint", () => {
  let output = "";
  beforeAll(async () => {
    const { checkLint } = await load<{ checkLint: Check }>("checks.mjs");
    const folder = plant({
      ...Object.fromEntries(Object.values(BREAKS_LINT)),
      "server/bots/plain.ts": NOTHING,
      "server/bots/core/impure.ts": atLine(IMPURE),
      "server/bots/deep/core/impure.ts": atLine(IMPURE),
      "server/bots/store.ts": atLine(WRITES),
      "server/bots/packs.ts": `${atLine(PACKS.map((one) => `(${one})`))}${atLine(WIDENS.map((one) => `(${one})`))}`,
      "components/bots/packs.tsx": "export const Packs = (x: number) => <span {...{ x }} {...other} />;\n",
      "server/audit/commit.ts": atLine(WRITES),
      "server/bots/read/store.ts": atLine(["db.bot.findMany({ where: {} })", "db.$queryRaw`SELECT 1`"]),
    });
    output = (await checkLint(folder)).output;
  });

  test.each(Object.entries(BREAKS_LINT))("%s is reported", (rule, [file]) => {
    const reported = output.split("\n").some((line) => line.startsWith(file) && line.includes(`/${rule} `));
    expect(reported).toBe(true);
  });

  const reportedByGrit = (file: string) =>
    [...output.matchAll(new RegExp(`^${file}:(\\d+):\\d+ plugin`, "gm"))]
      .map(([, line]) => Number(line))
      // Biome says them in the order it finds them
      .sort((a, b) => a - b);

  test.each(["server/bots/core/impure.ts", "server/bots/deep/core/impure.ts"])(
    "clocks, chance and floats in %s",
    (file) => {
      expect(new Set(reportedByGrit(file))).toEqual(new Set(IMPURE.map((_, at) => at + 1)));
    },
  );

  test("a spread that only packs is reported, one that widens is not", () => {
    expect(reportedByGrit("server/bots/packs.ts")).toEqual(PACKS.map((_, at) => at + 1));
    expect(reportedByGrit("components/bots/packs.tsx")).toEqual([1]);
  });

  test("every write around the door is reported, in the doors themselves none", () => {
    expect(new Set(reportedByGrit("server/bots/store.ts"))).toEqual(new Set(WRITES.map((_, at) => at + 1)));
    expect(reportedByGrit("server/audit/commit.ts")).toEqual([]);
    expect(reportedByGrit("server/bots/read/store.ts")).toEqual([]);
  });
});

describe("tables", () => {
  const schema = `/// @owner server/bots
model Bot {
  id String @id
  @@map("bot")
}

model Orphan {
  id String @id
}
`;

  test("a folder that is named a reader may read a table in its store.ts, and not write it", async () => {
    const { checkTableOwners } = await load<{ checkTableOwners: Scan }>("check-table-owners.mjs");
    const { problems } = checkTableOwners(
      plant({
        "prisma/schema.prisma": schema
          .split("\nmodel Orphan")[0]
          ?.replace("server/bots\n", "server/bots\n/// @reader server/history\n") as string,
        "server/history/store.ts": [
          "export const list = () => db.bot.findMany();",
          'export const sql = () => db.$queryRaw`SELECT * FROM "bot" FOR UPDATE OF x`;',
          "export const rename = () => db.bot.update({});",
          'export const pause = () => db.$executeRaw`WITH a AS (SELECT 1) UPDATE "bot" SET x = 1`;',
          'export const drop = (pool) => pool.rows({ text: "DELETE FROM bot" });',
        ].join("\n"),
        "server/market/store.ts": "export const list = () => db.bot.findMany();\n",
      }),
    );
    expect(problems.map((line) => line.split(" table")[0])).toEqual([
      "server/history/store.ts:3:",
      "server/history/store.ts:4:",
      "server/history/store.ts:5:",
      "server/market/store.ts:1:",
    ]);
  });

  test("a table is touched only in a store.ts of its owner, by client or by SQL", async () => {
    const { checkTableOwners } = await load<{ checkTableOwners: Scan }>("check-table-owners.mjs");
    const { problems } = checkTableOwners(
      plant({
        "prisma/schema.prisma": schema,
        "server/history/peek.ts": "export const peek = (tx: Tx) => tx.bot.findMany();\n",
        "server/history/sql.ts": 'export const sql = (tx: Tx) => tx.$queryRaw`SELECT * FROM "bot"`;\n',
        "server/history/join.ts":
          'export const join = (pool: Pool) => pool.query("SELECT 1 FROM x JOIN bot b ON true");\n',
        "server/bots/use-case.ts": "export const useCase = (tx: Tx) => tx.bot.update({});\n",
        "server/bots/store.ts": "export const list = () => db.bot.findMany();\n",
        "server/history/words.ts": 'export const words = "taken from bot";\n',
        "server/history/a.test.ts": "export const look = () => db.bot.findMany();\n",
      }),
    );
    expect(problems).toEqual([
      'prisma/schema.prisma: model Orphan has no "/// @owner folder" above it.',
      expect.stringContaining("server/bots/use-case.ts:1: table bot is touched outside a store.ts"),
      expect.stringContaining("server/history/join.ts:1: table bot belongs to server/bots"),
      expect.stringContaining("server/history/peek.ts:1: table bot belongs to server/bots"),
      expect.stringContaining("server/history/sql.ts:1: table bot belongs to server/bots"),
    ]);
  });
});

test("a hand-written file of 401 lines is reported, one of 400 is not", async () => {
  const { checkLineCap } = await load<{ checkLineCap: Scan }>("check-line-cap.mjs");
  const { problems } = checkLineCap(
    plant({
      "server/bots/long.ts": "// line\n".repeat(401),
      "server/bots/full.ts": "// line\n".repeat(400),
      "prisma/generated/client.ts": "// line\n".repeat(900),
    }),
  );
  expect(problems).toEqual([expect.stringContaining("server/bots/long.ts: 401 lines")]);
});

test("a sheet beside the global ones, a class in one of these, and a line too many are reported", async () => {
  const { checkGlobalCss } = await load<{ checkGlobalCss: Scan }>("check-global-css.mjs");
  const { problems } = checkGlobalCss(
    plant({
      "app/globals.css": '@import "./styles/base.css";\n@media (width < 761px) {\n  a { top: .5px }\n}\n',
      "app/styles/base.css": "/* .said */\nbody,\nmain > .tile {\n  margin: 0;\n}\n",
      "app/styles/tokens.css": `:root {\n${"  --s: 1.5px;\n".repeat(700)}}\n`,
      "components/bots/tile.css": "a {\n  margin: 0;\n}\n",
    }),
  );
  expect(problems).toEqual([
    expect.stringContaining("components/bots/tile.css: styles stand with their component"),
    expect.stringContaining('app/styles/base.css: "body, main > .tile" reaches for a class'),
    expect.stringContaining("global styles: 714 lines, 700 at most"),
  ]);
});

test("a file, an export and a package that nothing uses are reported", async () => {
  const { checkDeadCode } = await load<{ checkDeadCode: Check }>("checks.mjs");
  const { ok, output } = await checkDeadCode(
    plant({
      "app/page.tsx": 'import { used } from "../server/bots/half";\n\nexport default used;\n',
      "server/bots/half.ts": "export const used = 1;\nexport const unusedExport = 2;\n",
      "server/bots/dead.ts": NOTHING,
    }),
  );
  expect(ok).toBe(false);
  expect(output).toContain("server/bots/dead.ts");
  expect(output).toContain("unusedExport");
  expect(output).toContain("ccxt");
});
