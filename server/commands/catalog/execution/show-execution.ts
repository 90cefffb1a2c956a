import { executionFilter } from "@/server/history/core/execution-view";
import { showExecution } from "@/server/history/execution/show-execution";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { executionView } from "../../views/execution";

export const showExecutionCommand = defineCommand({
  id: "execution.show",
  title: "Execution quality",
  guidance:
    "Says per book, exchange and currency how orders were carried out: slippage against the price decided on, fill ratio, latencies, rejects, orders without an answer, maker share and fees. Books are never summed.",
  input: executionFilter,
  output: executionView,
  tier: "R",
  role: "viewer",
  run: async (filter, { userId, wallNow }) => accept(await showExecution({ ...filter, userId, wallNow })),
});
