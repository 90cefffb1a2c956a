import { accept, type Result, refuse } from "@/server/kernel/result";
import { timeframeMs } from "@/server/market/core/candle";
import { chooseStrategy } from "@/server/strategy/core/choose-strategy";
import { signals as flagStrategy } from "@/server/strategy/core/signals";
import type { BacktestOptions } from "./core/backtest-options";
import { BACKTEST_LIMITS } from "./core/backtest-request";
import type { BacktestReport, CheckResult } from "./core/backtest-view";
import { checkStrategy } from "./core/checks/check-strategy";
import { readParams, rulesOfSet } from "./core/replay-span";
import { reportShown } from "./core/report/build-report";
import type { FlatTrade } from "./core/report/flat-trades";
import { type NamedReplay, replayOutcome } from "./core/report/replay-outcome";
import type { ParamSet } from "./core/sweep/param-space";
import { noFlags } from "./no-flags";
import { type NamedFile, requestOfFiles } from "./request-of-files";

export type TogetherRequest = {
  /** of entries at the same time the file named first is served first */
  readonly files: readonly NamedFile[];
  readonly strategy: string;
  readonly params: unknown;
  readonly options: BacktestOptions;
};

export type TogetherAnswer = {
  readonly report: BacktestReport;
  /** all of them, in the order they closed */
  readonly trades: readonly FlatTrade[];
  /** equity in quote at the close of each candle, by the candles' openings in ms UTC */
  readonly series: { readonly at: Float64Array; readonly equity: Float64Array };
  readonly params: Record<string, unknown>;
  readonly timing: { readonly cpuMs: number; readonly candlesPerCpuSecond: number };
};

/**
 * Replays several files on one wallet, side by side in time, as a backtest of the app with several symbols. Refuses
 * files that do not go together, and strategies that depend on their position. `cpuNow`: CPU time of this process in ms.
 */
export function runTogether(asked: TogetherRequest, cpuNow: () => number): Result<TogetherAnswer> {
  const { files, options } = asked;
  const judged = judge(asked);
  if (!judged.ok) return judged;
  const { strategy, request } = judged.value;
  const stepMs = timeframeMs(files[0]?.file.timeframe ?? "1h");
  const read = readParams({ strategy, params: asked.params as ParamSet, stepMs }, {});
  if (!read.ok) return refuse("invalid", `The parameters do not suit ${strategy.id}: ${read.words}`);
  const startedMs = cpuNow();
  const markets = files.map(
    ({ symbol, file: { candles, flags, lead, timeframe } }): NamedReplay => ({
      symbol,
      replay: {
        strategy,
        params: read.value as ParamSet,
        options,
        candles,
        flags,
        lead,
        stepMs: timeframeMs(timeframe),
      },
    }),
  );
  const outcome = { kind: "run" as const };
  const shown = replayOutcome(markets, outcome);
  const cpuMs = Math.max(cpuNow() - startedMs, 0.001);
  const source = files.map(({ file }) => file.file).join(", ");
  const report = shown && reportShown({ request, markets, outcome, source }, shown);
  const first = files[0]?.file;
  if (!shown || !report || !first) return refuse("invalid", "The files hold no candles to replay.");
  const count = report.candles.count;
  return accept({
    report: {
      ...report,
      checks: { ...report.checks, ...checkAll(markets, read.value) },
      timing: { wallMs: cpuMs, cpuMs, threads: 1 },
    },
    trades: shown.trades,
    series: { at: shown.at.map((close) => close - timeframeMs(first.timeframe)), equity: shown.equity },
    params: read.value,
    timing: { cpuMs, candlesPerCpuSecond: Math.round((count * 1_000) / cpuMs) },
  });
}

function judge({ files, strategy: id }: TogetherRequest) {
  const chosen = chooseStrategy(id);
  if (!chosen.ok) return chosen;
  const strategy = chosen.value;
  const no = judgeFiles(files);
  if (no) return refuse("invalid", no);
  const bare = id === flagStrategy.id ? files.find(({ file }) => file.flags === null) : undefined;
  if (bare) return refuse("invalid", noFlags(bare.file));
  if (strategy.signals === null)
    return refuse("invalid", `${strategy.title} depends on its position: replay one file at a time.`);
  const request = requestOfFiles(files, { kind: "run", strategy: id });
  return request.ok ? accept({ strategy, request: request.value }) : request;
}

function judgeFiles(files: readonly NamedFile[]): string | null {
  if (files.length > BACKTEST_LIMITS.symbols)
    return `These are ${files.length} files; at most ${BACKTEST_LIMITS.symbols} share one wallet.`;
  const [first] = files;
  const other = files.find(({ file }) => file.timeframe !== first?.file.timeframe);
  if (first && other) {
    return `${first.file.file} holds ${first.file.timeframe} candles and ${other.file.file} ${other.file.timeframe}: put them together to one length with --timeframe.`;
  }
  const names = files.map(({ symbol }) => symbol);
  const twice = names.find((name, place) => names.indexOf(name) < place);
  return twice === undefined
    ? null
    : `Two files are of "${twice}": name the market of each with --symbol, in their order.`;
}

/** What is found on one market is found; words are of the first that found something. */
function checkAll(markets: readonly NamedReplay[], params: Record<string, unknown>) {
  const checks = markets.map(({ symbol, replay }) => {
    const { strategy, candles, options } = replay;
    const rules = rulesOfSet(replay, {});
    const found = checkStrategy({ strategy, params, candles, rules, cash: options.wallet }, SEED);
    return { symbol, found };
  });
  const worst = (name: "lookAhead" | "warmUp"): CheckResult => {
    const bad = checks.find(({ found }) => !found[name].ok) ?? checks[0];
    if (!bad) throw new Error("Invariant broken: no market was checked");
    const own = bad.found[name];
    const looked = checks.reduce((sum, { found }) => sum + found[name].looked, 0);
    return own.ok ? { ...own, looked } : { ...own, words: `${bad.symbol}: ${own.words}` };
  };
  return { lookAhead: worst("lookAhead"), warmUp: worst("warmUp") };
}

/** Of the places looked at. */
const SEED = 42;
