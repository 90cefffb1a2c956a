import { cancelBacktest } from "@/server/backtest/cancel-backtest";
import { backtestRef } from "@/server/backtest/core/backtest-ref";
import { showBacktest } from "@/server/backtest/show-backtest";
import { defineCommand } from "../../command";
import { backtestView } from "../../views/backtest";

export const cancelBacktestCommand = defineCommand({
  id: "backtest.cancel",
  title: "Cancel a backtest",
  guidance: "Ends a backtest that waits or runs. What it had found is dropped.",
  input: backtestRef,
  output: backtestView,
  tier: "W",
  role: "trader",
  run: cancelBacktest,
  recall: (backtestId, ctx) => showBacktest(ctx.userId, backtestId),
});
