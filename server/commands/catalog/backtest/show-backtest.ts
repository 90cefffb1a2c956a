import { backtestRef } from "@/server/backtest/core/backtest-ref";
import { showBacktest } from "@/server/backtest/show-backtest";
import { defineCommand } from "../../command";
import { backtestView } from "../../views/backtest";

export const showBacktestCommand = defineCommand({
  id: "backtest.show",
  title: "Show a backtest",
  guidance:
    "Shows one backtest by its id: what was asked, how far it is, and its report with metrics, trades and checks.",
  input: backtestRef,
  output: backtestView,
  tier: "R",
  role: "viewer",
  run: ({ backtestId }, ctx) => showBacktest(ctx.userId, backtestId),
});
