// The calls of `npm run cli`. One clear line on standard error and status 2 for bad input, 1 for failure.
// Little is loaded before a call is known: most of them are over in less time than the rest takes to load.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";
import { findBundle, makeBundle } from "./cached-bundle.mjs";
import { strategiesFolder, withOwnStrategies } from "./own-strategies-folder.mjs";
import { inRoot, node24 } from "./paths.mjs";
import { StopWith } from "./stop-with.mjs";
import { endWithStatus } from "./to-stop.mjs";

// One file of scripts/cli/ each. Those that need the home's database get it and the common options; the others get
// their own arguments as they were typed.
const WITH_DATABASE = ["audit", "backtests", "doctor", "emergency-stop"];
const VERBS = {
  audit: ["verify"],
  backtests: ["list", "show", "compare"],
  candles: ["inspect"],
  vault: ["show", "rotate"],
};
/** what follows the verb: ids */
const WORDS = { backtests: 2 };
const ALONE = ["backtest", "candles", "indicators", "metrics"];
/** Those that need neither a database nor a bundle. */
const PLAIN = ["vault"];
const CALLS = [...WITH_DATABASE, ...ALONE, ...PLAIN];
const spell = (call) => (VERBS[call] ? `${call} ${VERBS[call].join("|")}` : call);
const HELP = `npm run cli -- ${CALLS.map(spell).join(" | ")} [--json] [--home DIR]`;

/** Carries out one call; gives the exit status. */
export async function runCli(argv) {
  return endWithStatus(async () => {
    const { call, args } = name(argv);
    if (PLAIN.includes(call)) return (await import("./vault-call.mjs")).vaultCall(read(call, args));
    if (!WITH_DATABASE.includes(call)) return runAlone(findBundle(call) ?? (await make(call)), args);
    const given = read(call, args);
    const { callWithDatabase } = await import("./call-with-database.mjs");
    return callWithDatabase(call, given);
  });
}

async function make(call) {
  const { prepareProject } = await import("./prepare-project.mjs");
  await prepareProject((text) => console.error(text));
  return makeBundle(call);
}

function name([call, ...args]) {
  if (call === undefined) throw new StopWith(`Name what to do: ${HELP}`, 2);
  if (!CALLS.includes(call)) throw new StopWith(`There is no call "${call}": ${HELP}`, 2);
  return { call, args };
}

function read(call, args) {
  const rest = [...args];
  const words = takeVerb(call, rest);
  const given = { json: false, home: process.env.AMARKTAI_HOME || inRoot(".amarktai") };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--json") given.json = true;
    else if (word === "--home" && rest.length > 0) given.home = rest.shift();
    else if (word.startsWith("-") || words.length > (WORDS[call] ?? 0)) throw foreign(word, call);
    else words.push(word);
  }
  return { ...given, words, home: path.resolve(process.cwd(), given.home) };
}

const foreign = (word, call) => new StopWith(`"${word}" is not an option of ${call}: ${HELP}`, 2);

/** The verb of a call that has some; a call without takes no words at all. */
function takeVerb(call, rest) {
  if (!VERBS[call]) return [call];
  const verb = rest.shift();
  if (!VERBS[call].includes(verb)) throw new StopWith(`Say what to do with ${call}: ${HELP}`, 2);
  return [verb];
}

/** Candles lie in columns that no collector moves: what else is made is short-lived, and a small nursery saves 150 MB. */
const YOUNG = "--max-semi-space-size=2";

/** In the caller's folder, so that the files it names are found; in the same process group, so that Ctrl-C reaches it. */
function runAlone(file, typed) {
  const args = [...typed];
  const place = args.indexOf("--home");
  const [, named] = place < 0 ? [] : args.splice(place, 2);
  const home = path.resolve(process.cwd(), named ?? (process.env.AMARKTAI_HOME || inRoot(".amarktai")));
  const env = {
    AMARKTAI_STRATEGIES: strategiesFolder(home),
    // compiled once
    NODE_COMPILE_CACHE: inRoot("dist", "cli", "compiled"),
    ...process.env,
  };
  const call = ["--enable-source-maps", YOUNG, ...withOwnStrategies(), file, ...args];
  const child = spawn(node24(), call, { stdio: "inherit", env });
  // a search has something to say when it is interrupted: whoever started it waits for that
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => child.kill(name));
  return new Promise((done) => {
    child.on("error", (error) => {
      console.error(error.message);
      done(1);
    });
    child.on("close", (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
