// npm run cli -- backtest --candles FILE --strategy NAME [options] [--json], or backtest --cases FILE.
// Status 2 and one sentence on standard error for bad input; then nothing is printed on standard output.
import { readFile, writeFile } from "node:fs/promises";
import papaparse from "papaparse";
import type { z } from "zod";
import { readCandles } from "@/server/backtest/candle-files/read-candles";
import { backtestOptions } from "@/server/backtest/core/backtest-options";
import type { BacktestReport, ParamValues } from "@/server/backtest/core/backtest-view";
import { backtestCaseFile } from "@/server/backtest/core/case-schema";
import { plainNumber } from "@/server/backtest/core/plain-number";
import { thinEquity } from "@/server/backtest/core/report/thin-equity";
import { runCase } from "@/server/backtest/core/run-case";
import { type BacktestAnswer, type BacktestSeries, runBacktest } from "@/server/backtest/run-backtest";
import { searchFile } from "@/server/backtest/search-file";
import { readNumber } from "@/server/kernel/typed-number";
import { CandleFileError } from "@/server/market/candle-files/candle-file-error";
import { candleCloseAt } from "@/server/market/core/candle";
import { ownStrategyFaults } from "@/server/strategy/core/catalog";
import { BadInput, type Given, helpText, readCall } from "../lib/backtest-call";
import { readCandleOptions } from "../lib/candle-options";

/** how each option is named in the options of a backtest */
const NUMBERS = {
  stake: "stake",
  wallet: "wallet",
  fee: "fee",
  slippage: "slippage",
  stop: "stop",
  "time-stop": "timeStopMinutes",
  lot: "lot",
  tick: "tick",
  "min-notional": "minNotional",
} as const;
/** how the search's numbers are named in a request */
const SEARCH_NUMBERS = { sets: "sets", seed: "seed", "min-trades": "minTrades" } as const;

/** how an option that takes JSON is written */
const EXAMPLES: { readonly [option: string]: string } = {
  roi: ' Write minutes held and fractions, for example {"0":0.05,"60":0.02}.',
  params: ' Write names and values, for example {"fast":12,"slow":26}.',
  trailing: " Write true, or a fraction such as 0.02.",
  sweep: ' Write names and ranges, for example {"fast":{"from":5,"to":20,"step":1}}.',
};

async function main(): Promise<void> {
  const { given, mode } = readCall(process.argv.slice(2));
  if (given.help === true) {
    console.log(helpText());
    return;
  }
  if (given.sweep !== undefined) {
    showSearch(await searchCandles(given.sweep, given), given);
    return;
  }
  const answer =
    mode === "cases" && given.cases !== undefined
      ? await replayCases(given.cases, given)
      : await replayCandles(given);
  if (given.json) console.log(JSON.stringify(answer));
  else show(answer);
}

async function replayCandles(given: Given) {
  if (given.candles === undefined)
    throw new BadInput("Name the candles: backtest --candles FILE --strategy NAME.");
  if (given.strategy === undefined)
    throw new BadInput("Name the strategy: backtest --candles FILE --strategy ema-cross.");
  for (const words of ownStrategyFaults()) console.error(words);
  const options = readOptions(given);
  const params = readJson("params", given.params ?? "{}");
  const file = await readCandles(given.candles, readCandleOptions(given), Date.now());
  const fine =
    given.fine === undefined
      ? null
      : await readCandles(given.fine, { ...readCandleOptions(given), timeframe: null }, Date.now());
  const run = runBacktest({ file, fine, strategy: given.strategy, params, options }, cpuNow);
  if (!run.ok) throw new BadInput(run.refusal.message);
  for (const { words } of file.notes) console.error(`${file.file}: ${words}`);
  const { answer, series } = run.value;
  warn(answer);
  await writeTables(given, answer, series);
  const { openAt } = series.candles;
  const closes = openAt.map((at) => candleCloseAt(at, file.timeframe));
  const start = options.wallet;
  return {
    strategy: given.strategy,
    timeframe: file.timeframe,
    from: new Date(openAt[0] as number).toISOString(),
    to: new Date(closes.at(-1) as number).toISOString(),
    ...answer,
    equity: thinEquity({ at: closes, equity: series.equity, hold: null, start }),
    notes: file.notes,
  };
}

/** --trades and --equity: whole tables, for spreadsheets. */
async function writeTables(given: Given, { trades }: BacktestAnswer, { candles, equity }: BacktestSeries) {
  const iso = (at: number): string => new Date(at).toISOString();
  const tables = [
    [
      given.trades,
      () =>
        trades.map(({ openTime, closeTime, ...rest }) => ({
          openTime: iso(openTime),
          closeTime: iso(closeTime),
          ...rest,
        })),
    ],
    [
      given.equity,
      () =>
        Array.from(equity, (value, at) => ({
          openTime: iso(candles.openAt[at] as number),
          equity: plainNumber(value),
        })),
    ],
  ] as const;
  for (const [target, rows] of tables) {
    if (target === undefined) continue;
    await writeFile(target, `${papaparse.unparse(rows() as object[], { newline: "\n" })}\n`).catch(
      (error: NodeJS.ErrnoException) => {
        throw new BadInput(
          `${target} cannot be written (${error.code ?? error.message}). Name another file.`,
        );
      },
    );
  }
}

/** --sweep '{"fast":{"from":5,"to":20,"step":1}}' [--method grid|random|genetic] [--walk-forward '{"fitDays":30}']. */
async function searchCandles(
  sweep: string,
  given: Given,
): Promise<BacktestReport & { repeat?: readonly string[] }> {
  if (given.candles === undefined || given.strategy === undefined) {
    throw new BadInput("Name candles and strategy: backtest --candles FILE --strategy NAME --sweep JSON.");
  }
  const { method, objective } = given;
  const walk = given["walk-forward"];
  const search: Record<string, unknown> = {
    kind: walk === undefined ? "sweep" : "walk-forward",
    strategy: given.strategy,
    method,
    objective,
    ranges: readJson("sweep", sweep),
    params: readJson("params", given.params ?? "{}"),
    ...(walk === undefined ? {} : (readJson("walk-forward", walk) as object)),
  };
  for (const [option, name] of Object.entries(SEARCH_NUMBERS)) {
    const value = given[option as keyof typeof SEARCH_NUMBERS];
    if (value === undefined) continue;
    search[name] = numberOf(option, value);
  }
  const file = await readCandles(given.candles, readCandleOptions(given), Date.now());
  for (const { words } of file.notes) console.error(`${file.file}: ${words}`);
  const found = await searchFile({ file, options: readOptions(given), search });
  if (!found.ok) throw new BadInput(found.refusal.message);
  warn(found.value);
  const { sweep: searched, candles } = found.value;
  const [best] = searched?.rows ?? [];
  return best ? { ...found.value, repeat: repeatOf(given, best.params, candles.from) } : found.value;
}

/** The call of a plain run that gives the figures of the best set, digit for digit. */
function repeatOf(given: Given, set: ParamValues, from: string): readonly string[] {
  const searching = [
    "sweep",
    "method",
    "sets",
    "seed",
    "objective",
    "min-trades",
    "params",
    "from",
    "json",
    "help",
  ];
  const own = Object.entries(set).filter(([name]) => !name.startsWith("options."));
  const base = readJson("params", given.params ?? "{}") as ParamValues;
  const changed = {
    stop: set["options.stop"] ?? given.stop,
    "time-stop": set["options.timeStopMinutes"] ?? given["time-stop"],
  };
  const kept = Object.entries({ ...given, ...changed }).filter(
    ([name, value]) => value !== undefined && !searching.includes(name),
  );
  return [
    "backtest",
    ...kept.flatMap(([name, value]) => [`--${name}`, String(value)]),
    "--params",
    JSON.stringify({ ...base, ...Object.fromEntries(own) }),
    "--from",
    from,
  ];
}

type Warned = {
  readonly checks: Pick<BacktestReport["checks"], "lookAhead">;
  readonly refused?: BacktestReport["refused"];
};

/** What must not be overlooked stands on standard error, with JSON too. */
function warn({ checks, refused }: Warned): void {
  if (!checks.lookAhead.ok) console.error(checks.lookAhead.words);
  if (refused?.words) console.error(refused.words);
}

function showSearch(report: BacktestReport & { repeat?: readonly string[] }, { json }: Given): void {
  if (json) {
    console.log(JSON.stringify(report));
    return;
  }
  const { sweep, walkForward, checks, metrics, timing } = report;
  if (sweep) console.table(sweep.rows.slice(0, 20).map(({ params, ...row }) => ({ ...params, ...row })));
  if (sweep) console.log([sweep.words, sweep.stability.words].join("\n"));
  if (report.repeat) {
    const quoted = report.repeat.map((word) => (/^[\w./:-]+$/.test(word) ? word : `'${word}'`));
    console.log(`The best set again, with all its trades: npm run cli -- ${quoted.join(" ")}`);
  }
  for (const { params, inSample, outOfSample, judgeFrom, judgeTo } of walkForward?.windows ?? []) {
    console.log(judgeFrom, judgeTo, params, `inside ${inSample.objective}, outside ${outOfSample.objective}`);
  }
  console.log(checks.lookAhead.words, checks.warmUp.words);
  console.log(`${metrics.startingBalance} became ${metrics.finalBalance} in ${timing.wallMs} ms.`);
}

async function replayCases(path: string, { fill }: Given) {
  const content = await readFile(path, "utf8").catch(() => {
    throw new BadInput(`${path}: there is no such file. Check the path given with --cases.`);
  });
  const file = parseWith(backtestCaseFile, readJson("cases", content), path);
  const model = parseWith(backtestOptions.shape.fill, fill ?? "freqtrade", "--fill");
  const cases = [...file.cases, ...file.cases_with_fee];
  return { results: cases.map((one) => ({ id: one.id, trades: runCase(one, model) })) };
}

function readOptions(given: Given) {
  const options: Record<string, unknown> = {};
  for (const [option, name] of Object.entries(NUMBERS)) {
    const value = given[option as keyof typeof NUMBERS];
    if (value === undefined) continue;
    options[name] = numberOf(option, value);
  }
  const percent = given["equity-percent"];
  if (percent !== undefined) options.equityRatio = numberOf("equity-percent", percent) / 100;
  if (given.roi !== undefined) options.roi = readJson("roi", given.roi);
  if (given.trailing !== undefined) options.trailing = readJson("trailing", given.trailing);
  if (given.fill !== undefined) options.fill = given.fill;
  return parseWith(backtestOptions, options, "--");
}

function numberOf(option: string, typed: string): number {
  const read = readNumber(typed);
  if (!read.ok) throw new BadInput(`--${option}: ${read.words}`);
  return Number(read.text);
}

function readJson(option: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new BadInput(
      `--${option} is not sound JSON: ${(error as Error).message.slice(0, 120)}.${EXAMPLES[option] ?? ""}`,
    );
  }
}

function parseWith<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join(".") ?? "";
  throw new BadInput(
    where === "--" ? `--${path}: ${issue?.message}.` : `${where}: ${path} ${issue?.message}.`,
  );
}

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function show(answer: Awaited<ReturnType<typeof replayCandles | typeof replayCases>>): void {
  if ("results" in answer) {
    for (const { id, trades } of answer.results) console.table(trades.map((trade) => ({ id, ...trade })));
    return;
  }
  const { trades, candles, metrics, timing, checks } = answer;
  console.table(trades.slice(-20));
  const { startingBalance, finalBalance, buyAndHold, ...labelled } = metrics;
  for (const { label, ...figures } of Object.values(labelled)) {
    console.log(label);
    console.table(figures);
  }
  if (buyAndHold) console.log("holding the same candles", buyAndHold);
  for (const { words } of new Set([checks.lookAhead, checks.warmUp])) console.log(words);
  console.log(`${startingBalance} became ${finalBalance}.`);
  console.log(`${trades.length} trades in ${candles} candles, ${timing.cpuMs.toFixed(1)} ms of one core.`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BadInput || error instanceof CandleFileError)) throw error;
  console.error(error.message.endsWith(".") ? error.message : `${error.message}.`);
  process.exitCode = 2;
}
