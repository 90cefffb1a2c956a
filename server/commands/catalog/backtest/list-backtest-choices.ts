import { z } from "zod";
import { listBacktestChoices } from "@/server/backtest/list-backtest-choices";
import { toDate } from "@/server/kernel/clock";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { backtestChoices } from "../../views/backtest";

export const listBacktestChoicesCommand = defineCommand({
  id: "backtest.choices",
  title: "What can be backtested",
  guidance:
    "Lists the markets with their candles, the strategies with their parameters, and the risk modes a backtest may " +
    "use, and where the newest period ends.",
  input: z.strictObject({}),
  output: z.strictObject({
    choices: backtestChoices,
    /** market clock: where the newest period ends */
    marketAt: z.string(),
  }),
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) =>
    accept({
      choices: await listBacktestChoices(ctx.userId),
      marketAt: toDate(await ctx.readMarketNow()).toISOString(),
    }),
});
