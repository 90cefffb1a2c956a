import { backtestRequest } from "@/server/backtest/core/backtest-request";
import { requestBacktest } from "@/server/backtest/request-backtest";
import { showBacktest } from "@/server/backtest/show-backtest";
import { defineCommand } from "../../command";
import { backtestView } from "../../views/backtest";

export const runBacktestCommand = defineCommand({
  id: "backtest.run",
  title: "Run a backtest",
  guidance:
    "Replays a strategy on past candles of a market: one run, a parameter sweep, or a walk-forward. Needs exchange, " +
    "symbols, timeframe, period and strategy; it waits in a queue and is answered by its report. Trades nothing.",
  input: backtestRequest,
  output: backtestView,
  tier: "W",
  role: "trader",
  run: requestBacktest,
  recall: (backtestId, ctx) => showBacktest(ctx.userId, backtestId),
});
