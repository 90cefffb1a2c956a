// The options of `cli -- backtest`: what each is for, which call it belongs to, and the help that is made of it.
import { parseArgs } from "node:util";
import { objectives } from "@/server/backtest/core/sweep/objectives";
import { metricNames } from "@/server/backtest/core/sweep/set-figures";
import { didYouMean } from "@/server/kernel/nearest-name";
import { listStrategies } from "@/server/strategy/core/catalog";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";

/** What the caller has to put right. */
export class BadInput extends Error {}

const modes = ["run", "together", "sweep", "walk-forward", "cases"] as const;
type Mode = (typeof modes)[number];

type OptionFacts = { readonly shown: string; readonly help: string; readonly of: readonly Mode[] };
const REPLAY: readonly Mode[] = ["run", "together", "sweep", "walk-forward"];
const RUNS: readonly Mode[] = ["run", "together"];
const SEARCH: readonly Mode[] = ["sweep", "walk-forward"];
const option = (shown: string, help: string, of: readonly Mode[] = REPLAY): OptionFacts => ({
  shown,
  help,
  of,
});

export const OPTIONS = {
  candles: option(
    "FILE…",
    "candles in any of the usual forms (candles inspect FILE says what one is); several files share one wallet",
  ),
  symbol: option(
    "BTC/USDT",
    "the market of a file, where it names none; once for each file, in their order",
    RUNS,
  ),
  strategy: option("NAME", "the strategy to replay; below are all of them with their parameters"),
  params: option("'{\"fast\":12}'", "its parameters, those left out at their defaults"),
  timeframe: option("4h", "put the candles together to longer ones first"),
  from: option("2024-01-01", "the period to trade; what lies before it is remembered"),
  to: option("2024-06-30", "where the period ends"),
  columns: option("time,open,…", "what the file's columns hold, where it does not say it itself"),
  unit: option("ms", "what its times count: s, ms, us, ns"),
  zone: option("Europe/Athens", "the zone of dates that carry none; an offset such as +02:00 too"),
  gaps: option("keep", "keep, fill or refuse what is missing in it"),
  wallet: option("10000", "quote at the start"),
  stake: option("100", "quote of each position"),
  "equity-percent": option(
    "20",
    "part of the wallet's equity in each position instead: profits are compounded",
  ),
  fee: option("0.001", "of the notional, each side"),
  "maker-fee": option("0.0002", "of orders that rested (targets and limits), where it is another one"),
  "taker-fee": option("0.0005", "of all others; the same as --fee"),
  slippage: option("0", "of the price, market orders and stops"),
  lot: option("0.00001", "step of amounts"),
  tick: option("0.01", "step of prices"),
  "min-notional": option("5", "smallest order in quote"),
  stop: option("0.02", "stop below the entry; 0: none"),
  roi: option("'{\"0\":0.05}'", "minutes held and the profit at which it closes"),
  trailing: option("0.02", "trailing stop: true, a fraction, or JSON"),
  "time-stop": option("1440", "minutes after which it closes"),
  "risk-mode": option(
    "balanced",
    "size, stop, target and trailing as a bot of that mode has them: safe, balanced, risky, aggressive",
  ),
  fill: option("strict", "strict, or freqtrade", modes),
  fine: option("FILE", "finer candles of the same market, to read the order of prices inside a candle", [
    "run",
  ]),
  trades: option("FILE.csv", "write the trades there", RUNS),
  equity: option("FILE.csv", "write the equity at each close there", RUNS),
  report: option("FILE.html", "write a report with charts there: one file that needs nothing else"),
  sweep: option('\'{"fast":{"from":5,"to":20,"step":1}}\'', "ranges to search", SEARCH),
  "walk-forward": option('\'{"fitDays":30,"judgeDays":7}\'', "fit and judge in turns (with --sweep)", [
    "walk-forward",
  ]),
  method: option("grid", "grid, random or genetic", SEARCH),
  sets: option("500", "most sets to try; not said: all of a grid, 200 at random", SEARCH),
  seed: option("42", "of all chance", SEARCH),
  where: option("'fast < slow'", "sets that do not meet it are left out; may be said several times", SEARCH),
  objective: option(
    "sharpe",
    `${objectives.join(", ")}, or a formula over the figures of a set (below); said several times: the first ranks, and sets that none beats by all of them are marked`,
    SEARCH,
  ),
  "min-trades": option("10", "sets with fewer trades rank last", SEARCH),
  resume: option(
    "FILE",
    "where a search keeps what it has tried until it is through; without it beside the candles",
    SEARCH,
  ),
  cases: option("FILE", "small cases with known answers, instead of candles", ["cases"]),
  json: option("", "the answer as JSON", modes),
  help: option("", "this text", modes),
} as const satisfies Record<string, OptionFacts>;

/** Options that may be said several times. */
const MANY = ["candles", "symbol", "where", "objective"] as const;
type Many = (typeof MANY)[number];

export type Given = { readonly [name in Exclude<keyof typeof OPTIONS, Many | "json" | "help">]?: string } & {
  readonly [name in Many]?: readonly string[];
} & {
  readonly json?: boolean;
  readonly help?: boolean;
};

const NAMES = Object.keys(OPTIONS) as (keyof typeof OPTIONS)[];

/** Reads the call. Refuses an unknown option with the nearest one, and one that has no effect in this call. */
export function readCall(args: readonly string[]): { readonly given: Given; readonly mode: Mode } {
  const given = parse(args);
  const mode = modeOf(given);
  const idle = NAMES.find(
    (name) => given[name] !== undefined && !(OPTIONS[name].of as readonly Mode[]).includes(mode),
  );
  if (idle !== undefined && given.help !== true) {
    throw new BadInput(
      `--${idle} has no effect in this call: it belongs to ${OPTIONS[idle].of.map((one) => WORDS[one]).join(" and ")}. Leave it out, or "backtest --help" shows how.`,
    );
  }
  const clash = CLASHES.find(({ when }) => when(given, mode));
  if (clash && given.help !== true) throw new BadInput(clash.words);
  return { given, mode };
}

/** Options that say the same twice, or say nothing beside others. */
const CLASHES: readonly { readonly when: (given: Given, mode: Mode) => boolean; readonly words: string }[] = [
  {
    when: ({ seed, method = "grid" }, mode) => seed !== undefined && method === "grid" && mode === "sweep",
    words: "--seed has no effect on a grid, which draws nothing: leave it out, or add --method random.",
  },
  {
    when: (given) => given.stake !== undefined && given["equity-percent"] !== undefined,
    words: "--stake and --equity-percent both say how large a position is: leave one of them out.",
  },
  {
    when: (given) =>
      given["risk-mode"] !== undefined &&
      (given.stake !== undefined || given["equity-percent"] !== undefined),
    words:
      "--risk-mode says how large a position is, as --stake and --equity-percent do: leave all but one of them out.",
  },
  {
    when: (given) => given.fee !== undefined && given["taker-fee"] !== undefined,
    words: "--fee and --taker-fee say the same: leave one of them out.",
  },
  {
    when: ({ candles = [], symbol = [] }) => symbol.length > 0 && symbol.length !== candles.length,
    words: "--symbol has to be said once for each file of --candles, in their order.",
  },
  {
    when: ({ candles = [] }, mode) => candles.length > 1 && mode !== "together",
    words: "A search takes one file: say --candles once, or leave --sweep out.",
  },
  {
    when: ({ objective = [] }, mode) => objective.length > 1 && mode === "walk-forward",
    words: "A walk-forward fits by one objective: say --objective once, or leave --walk-forward out.",
  },
  {
    when: ({ objective = [] }) => new Set(objective).size < objective.length,
    words: "An objective is named twice: leave one of them out.",
  },
];

const WORDS: { readonly [mode in Mode]: string } = {
  run: "a plain run (--candles)",
  together: "several files (--candles A B)",
  sweep: "a search (--sweep)",
  "walk-forward": "a walk-forward (--sweep and --walk-forward)",
  cases: "--cases",
};

function modeOf(given: Given): Mode {
  if (given.cases !== undefined) return "cases";
  if (given.sweep === undefined) return (given.candles ?? []).length > 1 ? "together" : "run";
  return given["walk-forward"] === undefined ? "sweep" : "walk-forward";
}

function parse(args: readonly string[]): Given {
  const unknown = args.find(
    (word) => /^--[^=]/.test(word) && !NAMES.some((name) => `--${name}` === word.split("=")[0]),
  );
  if (unknown !== undefined) {
    const name = unknown.slice(2).split("=")[0] as string;
    throw new BadInput(
      `--${name.slice(0, 40)} is no option of backtest.${didYouMean(name, NAMES)} "backtest --help" lists them.`,
    );
  }
  const flag = { type: "boolean" } as const;
  const text = { type: "string", multiple: true } as const;
  const options = Object.fromEntries(
    NAMES.map((name) => [name, name === "json" || name === "help" ? flag : text]),
  );
  try {
    const { values } = parseArgs({
      args: joinValues(args),
      options: { ...options, help: { ...flag, short: "h" } },
    });
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, oneOf(name, value)]));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput((error as Error).message.split("\n")[0]);
  }
}

function oneOf(name: string, value: unknown): unknown {
  if (!Array.isArray(value) || MANY.some((many) => many === name)) return value;
  if (value.length > 1) throw new BadInput(`--${name} is said ${value.length} times: say it once.`);
  return value[0];
}

/** All words after --candles are its files; a value may begin with a minus. */
function joinValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  let files = false;
  for (let place = 0; place < args.length; place++) {
    const word = args[place] as string;
    const next = args[place + 1];
    if (word.startsWith("--")) files = /^--candles(=|$)/.test(word);
    if (/^--[a-z-]+$/.test(word) && next !== undefined && /^-[^-]/.test(next)) {
      joined.push(`${word}=${next}`);
      place += 1;
    } else if (files && !word.startsWith("-") && joined.at(-1) !== "--candles") {
      joined.push(`--candles=${word}`);
    } else joined.push(word);
  }
  return joined;
}

const WIDTH = 34;

/** Usage, options by what they belong to, strategies with their ranges, examples. */
export function helpText(): string {
  const lines = NAMES.map((name) => {
    const { shown, help, of } = OPTIONS[name];
    const only = of.length === modes.length || of.length === REPLAY.length ? "" : ` [${of.join(", ")}]`;
    return `  ${`--${name} ${shown}`.padEnd(WIDTH)} ${help}${only}`;
  });
  const strategies = listStrategies().map((strategy) => {
    const { id, title, params } = describeStrategy(strategy);
    const own = params.map((one) => `${one.name} ${one.min} to ${one.max} (${one.default})`).join(", ");
    return `  ${id.padEnd(WIDTH)} ${title}${own === "" ? "" : `: ${own}`}`;
  });
  return [
    "Usage: npm run cli -- backtest --candles FILE… --strategy NAME [options]",
    "",
    "Replays a strategy on candles: once, with many parameter sets (--sweep), or fitted and judged in turns.",
    "Ctrl-C ends a search with what it has tried (status 130); the same call again goes on from there.",
    "",
    ...lines,
    "",
    `Figures of a set that a formula may name: ${metricNames.join(", ")}. There are + - * / ^, < <= > >= == !=, and, or, not, abs, log, max, min, sqrt.`,
    "",
    "Strategies, each parameter with its range and (default):",
    ...strategies,
    "",
    "Examples:",
    '  npm run cli -- backtest --candles BTCUSDT-1h.zip --strategy ema-cross --params \'{"fast":12,"slow":26}\' --stop 0.03',
    "  npm run cli -- backtest --candles BTCUSDT-1m.csv --timeframe 1h --strategy rsi-reversion --from 2024-01-01 --json",
    '  npm run cli -- backtest --candles BTCUSDT-1h.zip --strategy ema-cross --sweep \'{"fast":{"from":5,"to":20,"step":1}}\'',
    "  npm run cli -- backtest --candles BTCUSDT-1h.zip ETHUSDT-1h.zip --strategy macd-trend --risk-mode balanced --report both.html",
    '  npm run cli -- backtest --candles BTCUSDT-1h.zip --strategy ema-cross --sweep \'{"fast":{"from":5,"to":20,"step":1},"slow":{"from":20,"to":60,"step":5}}\' --where "slow >= 2 * fast" --objective "sharpe * sqrt(trades)" --objective max-drawdown --report sets.html',
  ].join("\n");
}
