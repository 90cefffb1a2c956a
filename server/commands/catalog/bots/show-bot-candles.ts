import { z } from "zod";
import { botRef } from "@/server/bots/core/bot-ref";
import { showBotChart } from "@/server/history/show-bot-chart";
import { timeframes } from "@/server/market/core/candle";
import { defineCommand } from "../../command";
import { chartView } from "../../views/bots";

export const showBotCandlesCommand = defineCommand({
  id: "bots.candles",
  title: "A bot's chart",
  guidance: "Shows the candles of one bot's market with its trades on them, of its own timeframe or another.",
  input: z.strictObject({
    bot: botRef,
    timeframe: z.enum(timeframes, `Timeframe is one of ${timeframes.join(", ")}.`).optional(),
    limit: z.number().int().min(1).max(1_000, "At most 1 000 candles at once.").default(300),
  }),
  output: chartView,
  tier: "R",
  role: "viewer",
  run: async (input, ctx) =>
    showBotChart({ ...input, userId: ctx.userId, marketNow: await ctx.readMarketNow() }),
});
