import { backtestRef } from "@/server/backtest/core/backtest-ref";
import { deleteBacktest } from "@/server/backtest/delete-backtest";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";

export const deleteBacktestCommand = defineCommand({
  id: "backtest.delete",
  title: "Delete a backtest",
  guidance: "Deletes a backtest that has ended, with its report.",
  input: backtestRef,
  output: backtestRef,
  tier: "W",
  role: "trader",
  run: deleteBacktest,
  recall: async (backtestId) => accept({ backtestId }),
});
