// npm run bench -- backtest [--json]: an EMA cross with stop and fees over 121,739 recorded 5m candles (simulated ones
// where there is no recording), against the barest loop that could do it; then 1,000 parameter sets on two threads, and
// ten markets on one wallet. Each strategy of the catalogue warm, and 1,000 sets of it with all figures of a search on two
// threads; a call of the terminal with all its processes.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { simulatedColumns } from "@/server/backtest/bench/simulated-columns";
import { readCandles } from "@/server/backtest/candle-files/read-candles";
import { backtestOptions, toKernelRules } from "@/server/backtest/core/backtest-options";
import { evaluateSet, type ParameterSet } from "@/server/backtest/core/evaluate-set";
import { TaskEvaluator } from "@/server/backtest/core/evaluate-task";
import { bareLoop } from "@/server/backtest/core/kernel/bare-loop";
import type { CandleColumns } from "@/server/backtest/core/kernel/candle-columns";
import { emaCrossSignals } from "@/server/backtest/core/kernel/ema-cross-signals";
import { runMarket } from "@/server/backtest/core/kernel/run-market";
import { runMarkets } from "@/server/backtest/core/kernel/run-markets";
import { type Replay, replaySpan, signalsOfSpan, wholeSpan } from "@/server/backtest/core/replay-span";
import type { ParamSet } from "@/server/backtest/core/sweep/param-space";
import { candleFile } from "@/server/backtest/testing/candle-text";
import { wholeFile } from "@/server/market/candle-files/candle-file";
import { findStrategy, listStrategies } from "@/server/strategy/core/catalog";
import { describeStrategy } from "@/server/strategy/core/describe-strategy";
import { signals as flagStrategy } from "@/server/strategy/core/signals";
import type { Strategy } from "@/server/strategy/core/strategy";

const RECORDING = path.join("..", "shared", "facts", "market", "BINANCE_BTC-USDT_5m.csv.gz");
const CANDLES = 121_739;
const STEP_MS = 300_000;
const ROUNDS = 10;
const WARM_UP = 3;
const RUNS_A_ROUND = 8;
const SETS = 1_000;
const THREADS = 2;
const MARKETS = 10;
const CASH = 10_000;

const options = backtestOptions.parse({});
const rules = toKernelRules(options, STEP_MS);
const PARAMS = { fast: 12, slow: 26, trend: 0 };

type Share = {
  readonly candles: CandleColumns;
  /** null: the bare cross and its stop, without the figures of a search */
  readonly strategy: string | null;
  readonly sets: readonly (ParameterSet | ParamSet)[];
};

async function main(): Promise<void> {
  const recorded = existsSync(RECORDING);
  const candles = shared(
    recorded ? (await readCandles(RECORDING, wholeFile, Date.now())).candles : simulatedColumns(CANDLES, 42),
  );
  const equity = new Float64Array(candles.close.length);
  const run = () => runMarket(candles, emaCrossSignals(candles.close, PARAMS), rules, { cash: CASH, equity });
  const [ours = 0, bare = 0] = measureInTurn(candles, run, () => bareLoop(candles, equity));
  const sweep = await measureSweep(candles);
  const strategies = await measureStrategies(candles);
  const markets = measureMarkets(candles);
  print({
    candles: candles.close.length,
    source: recorded ? "recorded" : "simulated",
    trades: run().trades.length,
    candlesPerCpuSecond: Math.round(ours),
    kernelCandlesPerCpuSecond: Math.round(bare),
    ratioToKernel: Math.round((ours / bare) * 1_000) / 1_000,
    ...sweep,
    ...markets,
    strategies,
    cliCpuMs: measureCall(recorded ? null : candles),
    rssMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  });
}

/** Candles per second of CPU time of both, after the machine code has settled; in turn, since others use the machine too. */
function measureInTurn(candles: CandleColumns, ...runs: readonly (() => unknown)[]): readonly number[] {
  const spentUs = runs.map(() => 0);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [place, run] of runs.entries()) {
      const from = process.cpuUsage();
      for (let time = 0; time < RUNS_A_ROUND; time++) run();
      const { user, system } = process.cpuUsage(from);
      if (round >= 0) spentUs[place] = (spentUs[place] ?? 0) + user + system;
    }
  }
  return spentUs.map((us) => (ROUNDS * RUNS_A_ROUND * candles.close.length * 1e6) / us);
}

async function measureSweep(candles: CandleColumns) {
  const sets = Array.from({ length: SETS }, (_, index) => ({
    fast: 5 + (index % 20),
    slow: 30 + 3 * (Math.floor(index / 20) % 10),
    stopRatio: 0.01 * (1 + Math.floor(index / 200)),
  }));
  const { trades, ms } = await sweepInThreads({ candles, strategy: null, sets });
  return { sweepSets: SETS, sweepTrades: trades, sweepMs: ms, sweepThreads: THREADS };
}

async function sweepInThreads({ sets, ...share }: Share): Promise<{ trades: number; ms: number }> {
  const from = performance.now();
  const shares = Array.from({ length: THREADS }, (_, thread) =>
    sets.filter((_set, index) => index % THREADS === thread),
  );
  const trades = await Promise.all(shares.map((own) => inThread({ ...share, sets: own })));
  return {
    trades: trades.reduce((sum, count) => sum + count, 0),
    ms: Math.round(performance.now() - from),
  };
}

const replayOf = (strategy: Strategy, candles: CandleColumns): Replay => ({
  strategy,
  params: {},
  options,
  candles,
  lead: 0,
  stepMs: STEP_MS,
});

/** The ten of the catalogue: flags, trades and equity of a replay, then 1,000 sets with all figures of a search. */
async function measureStrategies(candles: CandleColumns) {
  const figures = [];
  for (const strategy of builtIn()) {
    const replay = replayOf(strategy, candles);
    const params = strategy.paramsSchema.parse({});
    const span = wholeSpan(replay);
    const equity = new Float64Array(candles.close.length);
    const run = () => {
      const signals = signalsOfSpan(replay, params, span);
      return replaySpan(replay, {}, params, { span, signals, cash: CASH, equity });
    };
    const [rate = 0] = measureInTurn(candles, run);
    const { ms } = await sweepInThreads({ candles, strategy: strategy.id, sets: setsOf(strategy) });
    figures.push({ id: strategy.id, candlesPerCpuSecond: Math.round(rate), sweep1000Ms: ms });
  }
  return figures;
}

const builtIn = () => listStrategies().filter(({ id }) => id !== flagStrategy.id);

/** Sets over the ranges of all parameters and the stop, spread evenly; those the strategy refuses are left out. */
function setsOf(strategy: Strategy): readonly ParamSet[] {
  const { params } = describeStrategy(strategy);
  const sets: ParamSet[] = [];
  for (let number = 1; sets.length < SETS; number++) {
    const chosen = params.map(({ name, min, max, whole }, place) => {
      // additive recurrence with an irrational step of its own for each parameter (Weyl 1916)
      const value = min + (max - min) * ((number * Math.sqrt(PRIMES[place] as number)) % 1);
      return [name, whole ? Math.round(value) : value] as const;
    });
    const set = Object.fromEntries(chosen);
    if (!strategy.paramsSchema.safeParse(set).success) continue;
    sets.push({ ...set, "options.stop": 0.01 * (1 + (number % 5)) });
  }
  return sets;
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17];

/** CPU time of a run in the terminal with all its processes; the second of two, when everything is in its place. */
function measureCall(simulated: CandleColumns | null): number {
  const folder = mkdtempSync(path.join(tmpdir(), "amarktai-bench-"));
  const file = simulated ? path.join(folder, "SIM_BTC-USDT_5m.csv") : RECORDING;
  const call = '"$0" backtest --candles "$1" --strategy ema-cross --json >/dev/null 2>&1; times';
  try {
    if (simulated) writeFileSync(file, textOf(simulated));
    const [, spent = 0] = [1, 2].map(() => {
      const said = execFileSync("sh", ["-c", call, path.join("scripts", "amarktai"), file], {
        encoding: "utf8",
      });
      return cpuMsOf(said.trim().split("\n").at(-1) ?? "");
    });
    return spent;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const textOf = ({ openAt, open, high, low, close, volume }: CandleColumns): string =>
  candleFile(
    Array.from(openAt, (at, row) => [at, open[row], high[row], low[row], close[row], volume[row]].join(",")),
  );

/** "0m0.310s 0m0.050s": what a shell says of the processes it waited for. */
function cpuMsOf(said: string): number {
  const spans = [...said.matchAll(/(\d+)m([\d.]+)s/g)];
  return Math.round(
    spans.reduce((sum, [, minutes, seconds]) => sum + 60_000 * Number(minutes) + 1_000 * Number(seconds), 0),
  );
}

function inThread(share: Share): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: share });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

function measureMarkets(candles: CandleColumns) {
  const inputs = Array.from({ length: MARKETS }, () => {
    const own = copyOf(candles);
    return { candles: own, signals: emaCrossSignals(own.close, PARAMS), rules };
  });
  const from = process.cpuUsage();
  const { times } = runMarkets(inputs, CASH);
  const { user, system } = process.cpuUsage(from);
  const total = MARKETS * candles.close.length;
  return {
    marketsCandles: total,
    marketsTimes: times.length,
    marketsCpuMs: Math.round((user + system) / 1_000),
  };
}

const mapColumns = (
  candles: CandleColumns,
  change: (column: Float64Array) => Float64Array,
): CandleColumns => ({
  openAt: change(candles.openAt),
  open: change(candles.open),
  high: change(candles.high),
  low: change(candles.low),
  close: change(candles.close),
  volume: change(candles.volume),
});

/** In memory that all threads see. */
const shared = (candles: CandleColumns): CandleColumns =>
  mapColumns(candles, (column) => {
    const copy = new Float64Array(new SharedArrayBuffer(column.byteLength));
    copy.set(column);
    return copy;
  });

const copyOf = (candles: CandleColumns): CandleColumns => mapColumns(candles, (column) => column.slice());

function sweepShare({ candles, strategy: id, sets }: Share): number {
  if (id === null)
    return sets.reduce(
      (trades, set) => trades + evaluateSet(candles, set as ParameterSet, rules, CASH).trades,
      0,
    );
  const strategy = findStrategy(id);
  if (!strategy) throw new Error(`There is no strategy "${id}".`);
  const replay = replayOf(strategy, candles);
  const evaluator = new TaskEvaluator(replay);
  const span = wholeSpan(replay);
  return sets.reduce(
    (trades, set) => trades + (evaluator.evaluate({ set: set as ParamSet, span })?.trades ?? 0),
    0,
  );
}

function print(figures: Record<string, unknown>): void {
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify(figures));
    return;
  }
  const { strategies, ...rest } = figures;
  console.table(rest);
  console.table(strategies);
}

if (isMainThread) await main();
else parentPort?.postMessage(sweepShare(workerData as Share));
