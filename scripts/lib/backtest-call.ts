// The options of `cli -- backtest`: what each is for, which call it belongs to, and the help that is made of it.
import { parseArgs } from "node:util";
import { didYouMean } from "@/server/kernel/nearest-name";
import { listStrategies } from "@/server/strategy/core/catalog";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";

/** What the caller has to put right. */
export class BadInput extends Error {}

const modes = ["run", "sweep", "walk-forward", "cases"] as const;
type Mode = (typeof modes)[number];

type OptionFacts = { readonly shown: string; readonly help: string; readonly of: readonly Mode[] };
const REPLAY: readonly Mode[] = ["run", "sweep", "walk-forward"];
const SEARCH: readonly Mode[] = ["sweep", "walk-forward"];
const option = (shown: string, help: string, of: readonly Mode[] = REPLAY): OptionFacts => ({
  shown,
  help,
  of,
});

export const OPTIONS = {
  candles: option(
    "FILE",
    "a file of candles in any of the usual forms (candles inspect FILE says what it is)",
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
  slippage: option("0", "of the price, market orders and stops"),
  lot: option("0.00001", "step of amounts"),
  tick: option("0.01", "step of prices"),
  "min-notional": option("5", "smallest order in quote"),
  stop: option("0.02", "stop below the entry; 0: none"),
  roi: option("'{\"0\":0.05}'", "minutes held and the profit at which it closes"),
  trailing: option("0.02", "trailing stop: true, a fraction, or JSON"),
  "time-stop": option("1440", "minutes after which it closes"),
  fill: option("strict", "strict, or freqtrade", ["run", "sweep", "walk-forward", "cases"]),
  fine: option("FILE", "finer candles of the same market, to read the order of prices inside a candle", [
    "run",
  ]),
  trades: option("FILE.csv", "write the trades there", ["run"]),
  equity: option("FILE.csv", "write the equity at each close there", ["run"]),
  sweep: option('\'{"fast":{"from":5,"to":20,"step":1}}\'', "ranges to search", SEARCH),
  "walk-forward": option('\'{"fitDays":30,"judgeDays":7}\'', "fit and judge in turns (with --sweep)", [
    "walk-forward",
  ]),
  method: option("grid", "grid, random or genetic", SEARCH),
  sets: option("500", "most sets to try; not said: all of a grid, 200 at random", SEARCH),
  seed: option("42", "of all chance", SEARCH),
  objective: option(
    "sharpe",
    "total-return, sharpe, sortino, calmar, profit-factor, expectancy, sqn",
    SEARCH,
  ),
  "min-trades": option("10", "sets with fewer trades rank last", SEARCH),
  cases: option("FILE", "small cases with known answers, instead of candles", ["cases"]),
  json: option("", "the answer as JSON", modes),
  help: option("", "this text", modes),
} as const satisfies Record<string, OptionFacts>;

export type Given = { readonly [name in Exclude<keyof typeof OPTIONS, "json" | "help">]?: string } & {
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
  if (given.seed !== undefined && (given.method ?? "grid") === "grid" && mode === "sweep") {
    throw new BadInput(
      "--seed has no effect on a grid, which draws nothing: leave it out, or add --method random.",
    );
  }
  if (given.stake !== undefined && given["equity-percent"] !== undefined) {
    throw new BadInput(
      "--stake and --equity-percent both say how large a position is: leave one of them out.",
    );
  }
  return { given, mode };
}

const WORDS: { readonly [mode in Mode]: string } = {
  run: "a plain run (--candles)",
  sweep: "a search (--sweep)",
  "walk-forward": "a walk-forward (--sweep and --walk-forward)",
  cases: "--cases",
};

function modeOf(given: Given): Mode {
  if (given.cases !== undefined) return "cases";
  if (given.sweep === undefined) return "run";
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
  const options = Object.fromEntries(
    NAMES.map((name) => [name, name === "json" || name === "help" ? flag : ({ type: "string" } as const)]),
  );
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { ...flag, short: "h" } } })
      .values as Given;
  } catch (error) {
    throw new BadInput((error as Error).message.split("\n")[0]);
  }
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
    "Usage: npm run cli -- backtest --candles FILE --strategy NAME [options]",
    "",
    "Replays a strategy on a file of candles: once, with many parameter sets (--sweep), or fitted and judged in turns.",
    "",
    ...lines,
    "",
    "Strategies, each parameter with its range and (default):",
    ...strategies,
    "",
    "Examples:",
    '  npm run cli -- backtest --candles BTCUSDT-1h.zip --strategy ema-cross --params \'{"fast":12,"slow":26}\' --stop 0.03',
    "  npm run cli -- backtest --candles BTCUSDT-1m.csv --timeframe 1h --strategy rsi-reversion --from 2024-01-01 --json",
    '  npm run cli -- backtest --candles BTCUSDT-1h.zip --strategy ema-cross --sweep \'{"fast":{"from":5,"to":20,"step":1}}\'',
  ].join("\n");
}
