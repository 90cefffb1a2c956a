/** One direction: app, inngest -> server; app -> components; adapters -> core; never back. */
const CORE = "^server/(kernel|.+/core)/";
const STORE = "/store([.]ts|/[^/]+[.]ts)$";
/** Features of the app; what they share stands elsewhere in components/. */
const FEATURE =
  "^components/(auth|backtests|bots|dashboard|decisions|exchanges|health|jobs|positions|risk|trades)/";
const TEST = "[.]test[.]tsx?$";
/** Who may: the client itself, the two doors and the stores. */
const BY_THE_DATABASE = [
  "^server/platform/(db|express|question)[.]ts$",
  "^server/.*/testing/",
  "^server/audit/",
  STORE,
  "[.]db[.]test[.]ts$",
];
const rule = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });

module.exports = {
  forbidden: [
    rule(
      "no-cycles",
      {},
      { circular: true },
      "Break the loop: move the shared type down into core or kernel.",
    ),
    rule(
      "everything-resolves",
      {},
      { couldNotResolve: true },
      "The import leads nowhere: correct the path or add the package.",
    ),
    rule(
      "core-is-pure",
      { path: CORE, pathNot: TEST },
      { pathNot: [CORE, "^node_modules/(zod|decimal[.]js|papaparse|temporal-polyfill)/"] },
      "core may import core, kernel, zod, decimal.js, papaparse and Temporal only: no I/O, no clock, no framework.",
    ),
    rule(
      "kernel-is-the-floor",
      { path: "^server/kernel/" },
      { path: "^server/(?!kernel/)" },
      "kernel imports no domain.",
    ),
    rule(
      "prisma-behind-stores",
      { path: "^(app|components|inngest|server)/", pathNot: BY_THE_DATABASE },
      { path: ["^prisma/", "^node_modules/([.]prisma|@prisma)/"] },
      "Only store.ts files and those of a store/ speak Prisma.",
    ),
    rule(
      "database-behind-stores",
      { path: "^(app|components|inngest|server)/", pathNot: BY_THE_DATABASE },
      // a use-case may name the transaction it hands on, as a type
      { path: "^server/platform/db[.]ts$", dependencyTypesNot: ["type-only"] },
      "Only store.ts files and those of a store/ touch the database.",
    ),
    rule(
      "ccxt-behind-the-port",
      {
        pathNot: [
          "^server/exchange/ccxt/(ccxt|load-ccxt)[.]ts$",
          "^server/exchange/valr/",
          TEST,
          "/testing/",
        ],
      },
      { path: "^node_modules/ccxt/" },
      "ccxt is loaded by one file, server/exchange/ccxt/load-ccxt.ts; its types are known there and to VALR's class; all others talk to ExchangePort.",
    ),
    rule(
      "server-ignores-callers",
      { path: "^server/" },
      { path: "^(app|components|inngest|e2e|scripts)/" },
      "server never imports its callers.",
    ),
    rule(
      "server-ignores-react-and-next",
      { path: "^server/", pathNot: "^server/auth/" },
      { path: "^node_modules/(react|react-dom|next)/" },
      "Domain code outlives the framework.",
    ),
    rule(
      "inngest-is-thin",
      { path: "^inngest/" },
      { path: ["^(app|components)/", STORE, "/core/"] },
      "Jobs call use-cases.",
    ),
    rule(
      "only-the-worker-imports-inngest",
      { pathNot: ["^inngest/", "^scripts/worker[.]ts$"] },
      { path: "^inngest/" },
      "scripts/worker.ts is the composition root of all jobs.",
    ),
    rule(
      "web-is-light",
      { path: "^(app/|components/|server/api/|proxy[.]ts$|instrumentation[.]ts$)", pathNot: TEST },
      {
        path: ["^node_modules/ccxt/", "^server/vault/open/", "^inngest/", "^server/engine/"],
        reachable: true,
      },
      "The web process holds neither exchanges nor jobs, and can open no key: web and worker meet in the database.",
    ),
    rule(
      "no-start-arms-a-failpoint",
      { path: ["^scripts/worker[.]ts$", "^(app|inngest)/"], pathNot: TEST },
      { path: "^server/platform/arm-failpoints[.]ts$", reachable: true },
      "Failpoints end the processes of proofs, which start themselves: what npm start runs can trip none.",
    ),
    rule(
      "commands-are-thin",
      { path: ["^server/commands/catalog/", "^server/api/root[.]ts$"], pathNot: TEST },
      { path: [STORE, "^server/platform/"] },
      "A command names its use-case and calls it.",
    ),
    rule(
      "components-see-only-shapes",
      { path: "^components/" },
      { path: "^server/", pathNot: CORE, dependencyTypesNot: ["type-only"] },
      "Components import server types, never server code.",
    ),
    rule(
      "ui-knows-no-domain",
      { path: "^components/ui/", pathNot: TEST },
      // of the server only the reader of numbers that people type
      { path: ["^server/(?!kernel/typed-number[.]ts$)", "^components/(?!ui/)"] },
      "Primitives stay generic.",
    ),
    rule(
      "parts-of-backtests-stay-apart",
      { path: "^components/backtests/(list|form|report|compare|shared)/" },
      { path: "^components/backtests/", pathNot: ["^components/backtests/($1|shared)/"] },
      "List, form, report and compare meet in the page above them; what two of them use is in shared/.",
    ),
    rule(
      "features-stay-apart",
      // the page of a bot is made of the panels of others
      { path: FEATURE, pathNot: [TEST, "^components/bots/bot-page[.]tsx$"] },
      { path: FEATURE, pathNot: "^components/$1/" },
      "What several features draw stands in components/shared.",
    ),
    rule(
      "stores-are-private",
      { path: "^server/(([^/]+).*)/[^/]+$", pathNot: ["[.]db[.]test[.]ts$"] },
      // a folder of a domain may ask the domain's own store, not that of the folder beside it
      {
        path: "^server/(.+)/store([.]ts|/[^/]+[.]ts)$",
        pathNot: ["^server/$1/", "^server/$2/store[./]"],
      },
      "Ask the other domain's use-case, not its tables.",
    ),
    rule(
      "app-calls-use-cases",
      { path: "^app/" },
      { path: [STORE, "^server/platform/", "^prisma/"] },
      "Pages call use-cases.",
    ),
    rule(
      "tests-stay-out",
      { pathNot: [TEST, "^server/platform/testing/", "/testing/", "^scripts/(bench|prove)/"] },
      { path: [TEST, "/testing/"], pathNot: "^node_modules/" },
      "What runs for people imports nothing of the tests.",
    ),
  ],
  options: {
    webpackConfig: { fileName: require("node:path").join(__dirname, ".dependency-cruiser-resolve.cjs") },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)[.]next/|^prisma/generated/internal|[.]test-d[.]ts$" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".d.ts", ".mjs", ".cjs", ".js", ".json", ".css"],
    },
  },
};
