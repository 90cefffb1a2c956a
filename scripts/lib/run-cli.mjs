// The calls of `npm run cli`. One clear line on standard error and status 2 for bad input, 1 for failure.
import { rmSync } from "node:fs";
import path from "node:path";
import { generateClient } from "./build.mjs";
import { bundle } from "./bundle.mjs";
import { openHomeDatabase } from "./home-database.mjs";
import { installPackages } from "./install.mjs";
import { inRoot, node24, root } from "./paths.mjs";
import { runStep } from "./run-step.mjs";
import { StopWith } from "./stop-with.mjs";

const CALLS = ["doctor"];
const HELP = `npm run cli -- ${CALLS.join(" | ")} [--json] [--home DIR]`;

/** Carries out one call; gives the exit status. */
export async function runCli(argv) {
  try {
    const { call, json, home } = read(argv);
    await installPackages((text) => console.error(text));
    await generateClient();
    const file = await bundle(`scripts/cli/${call}.ts`, `cli-${call}-${process.pid}`);
    try {
      return await withDatabase(home, (database) => run(file, { json, home, database }));
    } finally {
      for (const made of [file, `${file}.map`]) rmSync(made, { force: true });
    }
  } catch (error) {
    if (!(error instanceof StopWith)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

function read(argv) {
  const [call, ...rest] = argv;
  if (call === undefined) throw new StopWith(`Name what to do: ${HELP}`, 2);
  if (!CALLS.includes(call)) throw new StopWith(`There is no call "${call}": ${HELP}`, 2);
  const given = { call, json: false, home: process.env.AMARKTAI_HOME || inRoot(".amarktai") };
  while (rest.length > 0) {
    const word = rest.shift();
    if (word === "--json") given.json = true;
    else if (word === "--home" && rest.length > 0) given.home = rest.shift();
    else throw new StopWith(`"${word}" is not an option of ${call}: ${HELP}`, 2);
  }
  return { ...given, home: path.resolve(process.cwd(), given.home) };
}

async function withDatabase(home, use) {
  const database = await openHomeDatabase(home, process.env);
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}

async function run(file, { json, home, database }) {
  const env = {
    ...process.env,
    AMARKTAI_HOME: home,
    AMARKTAI_LOG_LEVEL: "silent",
    AMARKTAI_CLI: JSON.stringify({ json, database: { state: database.state, detail: database.detail } }),
    // a call that needs none still reads the environment
    DATABASE_URL: database.url ?? "postgres://none@127.0.0.1:1/none",
  };
  const { code } = await runStep(node24(), ["--enable-source-maps", file], { env, show: true, cwd: root });
  return code;
}
