// npm run bench -- backtest [--json]: an EMA cross with stop and fees over 121,739 recorded 5m candles (simulated ones
// where there is no recording), against the barest loop that could do it; then 1,000 parameter sets on two threads, and
// ten markets on one wallet.
import { existsSync } from "node:fs";
import path from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { simulatedColumns } from "@/server/backtest/bench/simulated-columns";
import { readCandles } from "@/server/backtest/candle-files/read-candles";
import { backtestOptions, toKernelRules } from "@/server/backtest/core/backtest-options";
import { evaluateSet, type ParameterSet } from "@/server/backtest/core/evaluate-set";
import { bareLoop } from "@/server/backtest/core/kernel/bare-loop";
import type { CandleColumns } from "@/server/backtest/core/kernel/candle-columns";
import { emaCrossSignals } from "@/server/backtest/core/kernel/ema-cross-signals";
import { runMarket } from "@/server/backtest/core/kernel/run-market";
import { runMarkets } from "@/server/backtest/core/kernel/run-markets";
import { wholeFile } from "@/server/market/candle-files/candle-file";

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

const rules = toKernelRules(backtestOptions.parse({}), STEP_MS);
const PARAMS = { fast: 12, slow: 26, trend: 0 };

type Share = { readonly candles: CandleColumns; readonly sets: readonly ParameterSet[] };

async function main(): Promise<void> {
  const recorded = existsSync(RECORDING);
  const candles = shared(
    recorded ? (await readCandles(RECORDING, wholeFile, Date.now())).candles : simulatedColumns(CANDLES, 42),
  );
  const equity = new Float64Array(candles.close.length);
  const run = () => runMarket(candles, emaCrossSignals(candles.close, PARAMS), rules, { cash: CASH, equity });
  const [ours = 0, bare = 0] = measureInTurn(candles, run, () => bareLoop(candles, equity));
  const sweep = await measureSweep(candles);
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
  const from = performance.now();
  const shares = Array.from({ length: THREADS }, (_, thread) =>
    sets.filter((_set, index) => index % THREADS === thread),
  );
  const trades = await Promise.all(shares.map((share) => inThread({ candles, sets: share })));
  return {
    sweepSets: SETS,
    sweepTrades: trades.reduce((sum, count) => sum + count, 0),
    sweepMs: Math.round(performance.now() - from),
    sweepThreads: THREADS,
  };
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

function sweepShare({ candles, sets }: Share): number {
  return sets.reduce((trades, set) => trades + evaluateSet(candles, set, rules, CASH).trades, 0);
}

function print(figures: Record<string, unknown>): void {
  if (process.argv.includes("--json")) console.log(JSON.stringify(figures));
  else console.table(figures);
}

if (isMainThread) await main();
else parentPort?.postMessage(sweepShare(workerData as Share));
