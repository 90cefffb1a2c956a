// The options of `npm start`: command line first, then AMARKTAI_<NAME>, then the default.
import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { StopWith } from "./stop-with.mjs";
import { readProxies } from "./tell-address.mjs";

const VALUES = [
  "port",
  "host",
  "home",
  "market",
  "speed",
  "seed",
  "symbol",
  "columns",
  "unit",
  "zone",
  "gaps",
];
const SWITCHES = ["demo", "practice", "once", "dev", "help"];
const SPEED_MAX = 3600;

export const HELP = `Usage: npm start -- [options]

  --port 3000          port of the pages (0 picks a free one)
  --host 127.0.0.1     address to listen on
  --home .amarktai     folder of all data
  --market live        live, simulated or recorded prices. Without it: live ones, or the demo where no exchange answers
  --candles FILE…      candle files for --market recorded, in any of the usual forms
  --symbol BINANCE:BTC/USDT   the market of a candle file whose name does not tell it
  --columns time,open,…       what its columns hold; --unit s|ms|us|ns what its times count
  --zone Europe/Athens        the zone of its dates where they carry none; +02:00 too
  --gaps keep          keep, fill or refuse what is missing in it
  --speed 60           market clock: 60 means a minute a second
  --seed 42            seed of the simulated market
  --demo               make an owner demo@localhost and six paper bots
  --practice           five simulated exchanges on this machine: live bots, no money, no network
  --once               stop again as soon as everything is ready
  --dev                development servers with reload

Each is also read from the environment: AMARKTAI_PORT, AMARKTAI_HOME and so on.`;

const bad = (message) => new StopWith(message, 2);

/**
 * Reads the options of a start. Paths are resolved against `cwd`.
 * Throws StopWith (status 2) with a sentence that says what to do about the first bad one.
 */
export function readOptions(argv, env, cwd) {
  const given = collect(argv);
  const read = (name, fallback) => {
    if (given[name] !== undefined) return { text: given[name], from: `--${name}` };
    const key = `AMARKTAI_${name.toUpperCase()}`;
    return env[key] ? { text: env[key], from: key } : { text: fallback, from: `--${name}` };
  };
  const flag = (name) => given[name] ?? toSwitch(env, name);
  const practice = flag("practice");
  const market = toPracticeMarket(practice, toMarket(read("market", "")));
  refuseBadProxies(env.AMARKTAI_TRUSTED_PROXIES);
  refuseServer(env.INNGEST_BASE_URL, market || "simulated");
  return {
    help: given.help === true,
    port: toWhole(read("port", "3000"), 0, 65_535, "a port between 1 and 65535, or 0 for a free one"),
    host: toHost(read("host", "127.0.0.1")),
    home: path.resolve(cwd, read("home", inRoot(".amarktai")).text),
    market: market || "simulated",
    marketChosen: market !== "",
    candles: toCandles(given.candles ?? splitPaths(env.AMARKTAI_CANDLES), market, cwd),
    symbol: toRecordedOnly(read("symbol", ""), market),
    columns: toRecordedOnly(read("columns", ""), market),
    unit: toOneOf(toRecordedOnly(read("unit", ""), market), "unit", ["", "s", "ms", "us", "ns"]),
    zone: toRecordedOnly(read("zone", ""), market),
    gaps: toOneOf(toRecordedOnly(read("gaps", ""), market) || "keep", "gaps", ["keep", "fill", "refuse"]),
    speed: market === "live" ? toRealTime(read("speed", "1")) : toSpeed(read("speed", "60")),
    seed: toWhole(read("seed", "42"), 0, Number.MAX_SAFE_INTEGER, "a whole number, zero or more"),
    demo: flag("demo"),
    practice,
    once: flag("once"),
    dev: flag("dev"),
  };
}

/** An Inngest server fires schedules and ends sleeps by the real time; invented and replayed prices have their own. */
function refuseServer(url, market) {
  if (!url || market === "live") return;
  throw bad(
    `INNGEST_BASE_URL names an Inngest server (${url}), but the prices are ${market}: its schedules run on the real time, these prices on a market clock of their own. Unset INNGEST_BASE_URL: the embedded job engine runs the jobs then.`,
  );
}

function collect(argv) {
  const given = {};
  const rest = [...argv];
  while (rest.length > 0) takeWord(rest.shift(), rest, given);
  return given;
}

function takeWord(word, rest, given) {
  const [name, inline] = splitWord(word);
  if (SWITCHES.includes(name)) {
    if (inline !== undefined) throw bad(`--${name} takes no value: write just --${name}.`);
    given[name] = true;
  } else if (name === "candles") {
    given.candles = [...(given.candles ?? []), ...takeFiles(rest, inline)];
  } else if (VALUES.includes(name)) {
    given[name] = inline ?? takeValue(rest, name);
  } else {
    throw bad(`"${word}" is not an option of npm start: "npm start -- --help" lists them.`);
  }
}

function splitWord(word) {
  if (word === "-h") return ["help"];
  if (!word.startsWith("--")) return [undefined];
  const at = word.indexOf("=");
  return at < 0 ? [word.slice(2)] : [word.slice(2, at), word.slice(at + 1)];
}

function takeValue(rest, name) {
  const value = rest.shift();
  if (value === undefined || value.startsWith("--")) {
    throw bad(`--${name} needs a value after it: "npm start -- --help" shows an example.`);
  }
  return value;
}

function takeFiles(rest, inline) {
  const files = inline === undefined ? [] : [inline];
  while (rest.length > 0 && !rest[0].startsWith("--")) files.push(rest.shift());
  if (files.length === 0) throw bad("--candles needs one or more files after it: --candles prices.csv.gz");
  return files;
}

const splitPaths = (text) => (text ? text.split(path.delimiter).filter(Boolean) : []);

function toSwitch(env, name) {
  const text = env[`AMARKTAI_${name.toUpperCase()}`] ?? "";
  if (["", "0", "false", "no"].includes(text.toLowerCase())) return false;
  if (["1", "true", "yes"].includes(text.toLowerCase())) return true;
  throw bad(`AMARKTAI_${name.toUpperCase()} is "${text}": set it to 1 or 0.`);
}

function toWhole({ text, from }, min, max, what) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw bad(`${from} is "${text}": give ${what}.`);
}

function toSpeed({ text, from }) {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= SPEED_MAX) return value;
  throw bad(`${from} is "${text}": give a number above 0 and up to ${SPEED_MAX}, 1 is real time.`);
}

function toRealTime({ text, from }) {
  if (text === "1") return 1;
  throw bad(
    `${from} is "${text}", but live prices run on real time: leave it out, or choose --market simulated.`,
  );
}

function toHost({ text, from }) {
  if (/^[A-Za-z0-9.:-]+$/.test(text)) return text;
  throw bad(`${from} is "${text}": give an address of this machine such as 127.0.0.1 or 0.0.0.0.`);
}

function refuseBadProxies(text) {
  try {
    readProxies(text);
  } catch (error) {
    throw bad(`AMARKTAI_TRUSTED_PROXIES: ${error.message}. Separate several with commas.`);
  }
}

function toMarket({ text, from }) {
  if (["", "live", "simulated", "recorded"].includes(text)) return text;
  throw bad(`${from} is "${text}": choose live, simulated or recorded.`);
}

/** Practice has prices of its own, told as live ones are. */
function toPracticeMarket(practice, market) {
  if (practice && market !== "" && market !== "live")
    throw bad(`--practice brings its own prices: leave out --market ${market}.`);
  return practice ? "live" : market;
}

function toCandles(files, market, cwd) {
  if (market !== "recorded") {
    if (files.length > 0)
      throw bad("--candles goes with --market recorded: add that, or leave --candles out.");
    return [];
  }
  if (files.length === 0) {
    throw bad("--market recorded needs prices to replay: add --candles FILE, one or several.");
  }
  return files.map((file) => toFile(path.resolve(cwd, file)));
}

function toRecordedOnly({ text, from }, market) {
  if (text !== "" && market !== "recorded") {
    throw bad(`${from} goes with --market recorded --candles FILE: add those, or leave it out.`);
  }
  return text;
}

function toOneOf(text, name, known) {
  if (known.includes(text)) return text;
  throw bad(`--${name} is "${text}": choose one of ${known.filter(Boolean).join(", ")}.`);
}

function toFile(file) {
  if (!existsSync(file)) throw bad(`There is no candle file ${file}: check the name after --candles.`);
  if (!statSync(file).isFile()) throw bad(`${file} is not a file: give candle files after --candles.`);
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw bad(`The candle file ${file} may not be read by you: change its rights, or give another.`);
  }
  if (file.includes(path.delimiter)) {
    throw bad(`The candle file ${file} has a "${path.delimiter}" in its path: rename or move it.`);
  }
  return file;
}
