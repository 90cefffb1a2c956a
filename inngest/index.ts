// Every durable function. Only the worker imports this.
import { fanOutCycles } from "./functions/fan-out-cycles";
import { pollStopLosses } from "./functions/poll-stop-losses";
import { pruneStorage } from "./functions/prune-storage";
import { runBacktest } from "./functions/run-backtest";
import { runTradingCycle } from "./functions/run-trading-cycle";

export const functions = [runTradingCycle, fanOutCycles, pollStopLosses, runBacktest, pruneStorage];
