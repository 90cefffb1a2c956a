import { z } from "zod";
import { compareBacktests } from "@/server/backtest/compare-backtests";
import { defineCommand } from "../../command";
import { backtestComparison } from "../../views/backtest";

const backtestId = z.guid("Name the backtest by its id.");

export const compareBacktestsCommand = defineCommand({
  id: "backtest.compare",
  title: "Compare two backtests",
  guidance:
    "Puts the figures of two finished backtests side by side and says what of their requests differs.",
  input: z.strictObject({ left: backtestId, right: backtestId }),
  output: backtestComparison,
  tier: "R",
  role: "viewer",
  run: ({ left, right }, ctx) => compareBacktests({ userId: ctx.userId, left, right }),
});
