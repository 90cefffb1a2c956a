// The calls of `npm run cli`. One clear line on standard error and status 2 for bad input, 1 for failure.
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { bundle } from "./bundle.mjs";
import { auditHeadsFile } from "./home.mjs";
import { openHomeDatabase } from "./home-database.mjs";
import { strategiesFolder, withOwnStrategies } from "./own-strategies-folder.mjs";
import { inRoot, node24, root } from "./paths.mjs";
import { prepareProject } from "./prepare-project.mjs";
import { runStep } from "./run-step.mjs";
import { loadSecrets } from "./secrets.mjs";
import { StopWith } from "./stop-with.mjs";
import { endWithStatus } from "./to-stop.mjs";

// One file of scripts/cli/ each. Those that need the home's database get it and the common options; the others get
// their own arguments as they were typed.
const WITH_DATABASE = ["audit", "doctor"];
const VERBS = { audit: ["verify"], candles: ["inspect"] };
const ALONE = ["backtest", "candles", "indicators", "metrics"];
const CALLS = [...WITH_DATABASE, ...ALONE];
const spell = (call) => [call, ...(VERBS[call] ?? [])].join(" ");
const HELP = `npm run cli -- ${CALLS.map(spell).join(" | ")} [--json] [--home DIR]`;

/** Carries out one call; gives the exit status. */
export async function runCli(argv) {
  return endWithStatus(async () => {
    const { call, args } = name(argv);
    const given = WITH_DATABASE.includes(call) ? read(call, args) : null;
    await prepareProject((text) => console.error(text));
    const file = await bundle(`scripts/cli/${call}.ts`, `cli-${call}-${process.pid}`);
    try {
      if (!given) return await runAlone(file, args);
      const { json, home } = given;
      return await withDatabase(home, (database) => run(file, { json, home, database }));
    } finally {
      for (const made of [file, `${file}.map`]) rmSync(made, { force: true });
    }
  });
}

function name([call, ...args]) {
  if (call === undefined) throw new StopWith(`Name what to do: ${HELP}`, 2);
  if (!CALLS.includes(call)) throw new StopWith(`There is no call "${call}": ${HELP}`, 2);
  return { call, args };
}

function read(call, args) {
  const rest = [...args];
  if (VERBS[call] && !VERBS[call].includes(rest.shift()))
    throw new StopWith(`Say what to do with ${call}: ${HELP}`, 2);
  const given = { json: false, home: process.env.AMARKTAI_HOME || inRoot(".amarktai") };
  while (rest.length > 0) {
    const word = rest.shift();
    if (word === "--json") given.json = true;
    else if (word === "--home" && rest.length > 0) given.home = rest.shift();
    else throw new StopWith(`"${word}" is not an option of ${call}: ${HELP}`, 2);
  }
  return { ...given, home: path.resolve(process.cwd(), given.home) };
}

/** In the caller's folder, so that the files it names are found; in the same process group, so that Ctrl-C reaches it. */
function runAlone(file, typed) {
  const args = [...typed];
  const place = args.indexOf("--home");
  const [, named] = place < 0 ? [] : args.splice(place, 2);
  const home = path.resolve(process.cwd(), named ?? (process.env.AMARKTAI_HOME || inRoot(".amarktai")));
  const env = { AMARKTAI_STRATEGIES: strategiesFolder(home), ...process.env };
  const call = ["--enable-source-maps", ...withOwnStrategies(), file, ...args];
  const child = spawn(node24(), call, { stdio: "inherit", env });
  return new Promise((done) => {
    child.on("error", (error) => {
      console.error(error.message);
      done(1);
    });
    child.on("close", (code) => done(code ?? 1));
  });
}

async function withDatabase(home, use) {
  const database = await openHomeDatabase(home, process.env);
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

/** The keys of the audit chain and the copy of its head, where this home has made them. */
function auditEnv(home, { url, name }) {
  if (url === null) return {};
  const made = existsSync(path.join(home, "secrets.json")) ? loadSecrets(home).AMARKTAI_AUDIT_KEY : "";
  return {
    AMARKTAI_AUDIT_KEY: process.env.AMARKTAI_AUDIT_KEY || made,
    AMARKTAI_AUDIT_HEADS: auditHeadsFile(home, name),
  };
}

async function run(file, { json, home, database }) {
  const env = {
    ...process.env,
    AMARKTAI_HOME: home,
    AMARKTAI_LOG_LEVEL: "silent",
    ...auditEnv(home, database),
    AMARKTAI_CLI: JSON.stringify({ json, database: { state: database.state, detail: database.detail } }),
    // a call that needs none still reads the environment
    DATABASE_URL: database.url ?? "postgres://none@127.0.0.1:1/none",
  };
  const { code } = await runStep(node24(), ["--enable-source-maps", file], { env, show: true, cwd: root });
  return code;
}
