// The calls of `npm run cli`. One clear line on standard error and status 2 for bad input, 1 for failure.
// Little is loaded before a call is known: most of them are over in less time than the rest takes to load.
import { existsSync } from "node:fs";
import path from "node:path";
import { findBundle, makeBundle } from "./cached-bundle.mjs";
import { hasOwnStrategies, strategiesFolder, withOwnStrategies } from "./own-strategies-folder.mjs";
import { inRoot } from "./paths.mjs";
import { isNode24, runHere, runInside } from "./run-here.mjs";
import { StopWith } from "./stop-with.mjs";
import { endWithStatus } from "./to-stop.mjs";

// One file of scripts/cli/ each. Those that need the home's database get it and the common options; the others get
// their own arguments as they were typed.
const WITH_DATABASE = ["audit", "backtests", "doctor", "emergency-stop"];
const VERBS = {
  audit: ["verify"],
  backtests: ["list", "show", "compare"],
  candles: ["inspect", "list", "download", "import", "export", "delete"],
  vault: ["show", "rotate"],
};
/** what follows the verb: ids */
const WORDS = { backtests: 2 };
const ALONE = ["backtest", "candles", "indicators", "metrics", "promotion", "templates"];
/** What `candles` does with those that are stored: scripts/cli/stored-candles.ts, with its own options. */
const STORED = VERBS.candles.slice(1);
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
    if (call === "candles" && STORED.includes(args[0])) return onStored(args);
    if (call === "backtest") return backtest(args);
    if (!WITH_DATABASE.includes(call)) return runAlone(call, args);
    const given = read(call, args);
    const { callWithDatabase } = await import("./call-with-database.mjs");
    return callWithDatabase(call, given);
  });
}

/** The stored candles: what follows the verb is theirs to read. */
async function onStored(args, terminal = true) {
  const { rest, home } = takeHome(args);
  const { callWithDatabase } = await import("./call-with-database.mjs");
  const json = rest.includes("--json");
  return callWithDatabase("stored-candles", { json, home, words: rest, terminal });
}

const NAMED = /^[a-z][a-z0-9_-]*:[A-Za-z0-9]+[/-][A-Za-z0-9]+:[0-9]+[smhdwM]$/;

/** Stored candles may stand by their name where a file may: they are written to a file of the home first. */
async function backtest(args) {
  const { home } = takeHome(args);
  const typed = [...args];
  for (const [place, word] of typed.entries()) {
    const [, option = "", name] = /^(--[a-z]+=)?(.*)$/s.exec(word);
    if (!NAMED.test(name) || existsSync(name)) continue;
    const file = path.join(home, "stored-candles", `${name.replace("/", "-").replaceAll(":", "_")}.csv`);
    const status = await onStored(["export", name, file, "--quiet", "--home", home], false);
    if (status !== 0) return status;
    typed[place] = `${option}${file}`;
  }
  return runAlone("backtest", typed);
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

/** Arguments without --home, and the home they name. */
function takeHome(typed) {
  const rest = [...typed];
  const place = rest.indexOf("--home");
  const [, named] = place < 0 ? [] : rest.splice(place, 2);
  return {
    rest,
    home: path.resolve(process.cwd(), named ?? (process.env.AMARKTAI_HOME || inRoot(".amarktai"))),
  };
}

/** Candles lie in columns that no collector moves: what else is made is short-lived, and a small nursery saves memory. */
const YOUNG = "--max-semi-space-size=4";

/**
 * In the caller's folder, so that the files it names are found. Own strategies must be there before anything else is
 * loaded, and in every thread: they are node's to load, so a process is started for them.
 */
async function runAlone(name, typed) {
  const file = findBundle(name) ?? (await make(name));
  const { rest: args, home } = takeHome(typed);
  const env = {
    AMARKTAI_STRATEGIES: strategiesFolder(home),
    // compiled once
    NODE_COMPILE_CACHE: inRoot("dist", "cli", "compiled"),
    ...process.env,
  };
  if (isNode24() && !hasOwnStrategies(home)) return runInside(file, args, env);
  return runHere([YOUNG, ...withOwnStrategies(), file, ...args], env);
}
