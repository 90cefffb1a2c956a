// backtest --sweep: a search over one file, with progress, and with what was tried when it is cut off.
import { readCandles } from "@/server/backtest/candle-files/read-candles";
import type { BacktestReport, ParamValues } from "@/server/backtest/core/backtest-view";
import { type FoundInFile, searchFile } from "@/server/backtest/search-file";
import { readCandleOptions } from "../../lib/candle-options";
import { listenForCtrlC } from "./listen-for-ctrl-c";
import { openProgressLine } from "./progress-line";
import { BadInput, type Given } from "./read-call";
import { numberOf, readJson, readOptions } from "./read-options";
import { warn } from "./warn";
import { writeReport } from "./write-report";

/** how the search's numbers are named in a request */
const NUMBERS = { sets: "sets", seed: "seed", "min-trades": "minTrades" } as const;

export type SearchAnswer = {
  /** null where it was cut off before anything could be judged */
  readonly report: (BacktestReport & SearchFields) | null;
  readonly cut: boolean;
};
type SearchFields = {
  readonly strategy: string;
  /** the call that gives the figures of the best set, digit for digit */
  readonly repeat?: readonly string[];
  /** sets known from an earlier call that was cut off */
  readonly resumed: number;
};

/** Carries the search out. Ctrl-C ends it with what was tried; a second one ends the process. */
export async function searchCandles(given: Given): Promise<SearchAnswer> {
  const [candles] = given.candles ?? [];
  if (given.sweep === undefined || candles === undefined || given.strategy === undefined) {
    throw new BadInput("Name candles and strategy: backtest --candles FILE --strategy NAME --sweep JSON.");
  }
  const search = readSearch(given, given.sweep);
  const options = readOptions(given);
  const file = await readCandles(candles, readCandleOptions(given), Date.now());
  for (const { words } of file.notes) console.error(`${file.file}: ${words}`);
  const line = openProgressLine(process.stderr, () => performance.now());
  const cut = listenForCtrlC();
  const strategies = process.env.AMARKTAI_STRATEGIES ?? null;
  const found = await searchFile({
    file,
    options,
    search,
    watch: { progress: line.show, isCut: cut.isCut },
    keep: { file: given.resume ?? null, beside: candles, strategies },
  }).finally(() => {
    cut.stop();
    line.clear();
  });
  if (!found.ok) throw new BadInput(found.refusal.message);
  tell(found.value);
  const { report, resumed, cut: cutOff } = found.value;
  if (report === null) return { report: null, cut: cutOff };
  const answer = { ...report, strategy: given.strategy, ...repeatField(given, report), resumed };
  await writeReport(given, {
    report,
    strategy: given.strategy,
    symbols: [file.symbol ?? file.file],
    timeframe: file.timeframe,
    options,
    notes: file.notes.map(({ words }) => words),
    ...repeatField(given, report),
  });
  return { report: answer, cut: cutOff };
}

/** Of a sweep the call of its best set. */
function repeatField(given: Given, { sweep, candles }: BacktestReport): Pick<SearchFields, "repeat"> {
  const [best] = sweep?.rows ?? [];
  return best ? { repeat: repeatOf(given, best.params, candles.from) } : {};
}

function readSearch(given: Given, sweep: string): Record<string, unknown> {
  const walk = given["walk-forward"];
  const [objective, ...paretoWith] = given.objective ?? [];
  const search: Record<string, unknown> = {
    kind: walk === undefined ? "sweep" : "walk-forward",
    strategy: given.strategy,
    method: given.method,
    objective,
    where: given.where,
    ranges: readJson("sweep", sweep),
    params: readJson("params", given.params ?? "{}"),
    ...(paretoWith.length === 0 ? {} : { paretoWith }),
    ...(walk === undefined ? {} : (readJson("walk-forward", walk) as object)),
  };
  for (const [option, name] of Object.entries(NUMBERS)) {
    const value = given[option as keyof typeof NUMBERS];
    if (value !== undefined) search[name] = numberOf(option, value);
  }
  return search;
}

/** What must not be overlooked stands on standard error, with JSON too. */
function tell({ report, resumed, cut, kept, notes }: FoundInFile): void {
  for (const words of notes) console.error(words);
  if (resumed > 0) console.error(`${resumed} sets were known from the call that was cut off.`);
  if (report !== null) warn(report);
  if (!cut) return;
  const tried = report?.sweep ? `: ${report.sweep.words}` : ".";
  const then =
    kept === null || kept.fault !== null
      ? `What was tried could not be kept (${kept?.file}: ${kept?.fault}): name another place with --resume FILE.`
      : `The same call again goes on from there; it is kept in ${kept.file}.`;
  console.error(`Cut off by Ctrl-C${tried.replace(": Cut off:", ":")} ${then}`);
}

const SEARCHING = [
  "sweep",
  "method",
  "sets",
  "seed",
  "objective",
  "where",
  "resume",
  "min-trades",
  "params",
  "report",
  "from",
  "json",
  "help",
];

/** The call of a plain run that gives the figures of a set, digit for digit. */
function repeatOf(given: Given, set: ParamValues, from: string): readonly string[] {
  const own = Object.entries(set).filter(([name]) => !name.startsWith("options."));
  const base = readJson("params", given.params ?? "{}") as ParamValues;
  const changed = {
    stop: set["options.stop"] ?? given.stop,
    "time-stop": set["options.timeStopMinutes"] ?? given["time-stop"],
  };
  const kept = Object.entries({ ...given, ...changed }).filter(
    ([name, value]) => value !== undefined && !SEARCHING.includes(name),
  );
  return [
    "backtest",
    ...kept.flatMap(([name, value]) => [`--${name}`, ...(Array.isArray(value) ? value : [String(value)])]),
    "--params",
    JSON.stringify({ ...base, ...Object.fromEntries(own) }),
    "--from",
    from,
  ];
}
