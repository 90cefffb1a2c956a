// Every durable function, made for one running worker. Only the worker imports this.
import { bodyguard } from "./functions/bodyguard";
import { dailyReport } from "./functions/daily-report";
import { dailySpawn } from "./functions/daily-spawn";
import { downloadCandles } from "./functions/download-candles";
import { fanOutCycles } from "./functions/fan-out-cycles";
import { nightlyLearning } from "./functions/nightly-learning";
import { nightlyPromotion } from "./functions/nightly-promotion";
import { pollStopLosses } from "./functions/poll-stop-losses";
import { pruneStorage } from "./functions/prune-storage";
import { refreshBalances } from "./functions/refresh-balances";
import { runBacktest } from "./functions/run-backtest";
import { runTradingCycle } from "./functions/run-trading-cycle";
import type { WorkerRuntime } from "./worker-runtime";

export const createFunctions = (worker: WorkerRuntime) => [
  runTradingCycle(worker),
  fanOutCycles(worker),
  pollStopLosses(worker),
  bodyguard(worker),
  runBacktest(worker),
  downloadCandles(worker),
  nightlyPromotion(worker),
  nightlyLearning(worker),
  dailyReport(worker),
  dailySpawn(worker),
  refreshBalances(worker),
  pruneStorage(worker),
];
