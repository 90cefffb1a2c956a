import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { listEquity } from "@/server/portfolio/list-equity";
import { defineCommand } from "../../command";
import { equityCurve } from "../../views/dashboard";

export const listEquityCommand = defineCommand({
  id: "dashboard.equity",
  title: "Equity curve",
  guidance: "Shows how the equity of one currency went over the last day, the last week, or all of the time.",
  input: z.strictObject({
    currency: z.string().regex(/^[A-Z0-9]{2,12}$/, "Write the currency in capitals, for example USDT."),
    range: z.enum(["1d", "7d", "all"], "Range is one of 1d, 7d, all."),
  }),
  output: equityCurve,
  tier: "R",
  role: "viewer",
  run: async (input, ctx) =>
    accept(await listEquity({ ...input, userId: ctx.userId, marketNow: await ctx.readMarketNow() })),
});
