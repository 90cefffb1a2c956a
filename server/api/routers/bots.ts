import { z } from "zod";
import { mutationCommand, queryCommand, roleProcedure, router, unwrap } from "@/server/api/trpc";
import { botRef } from "@/server/bots/core/bot-ref";
import { createBotCommand } from "@/server/commands/catalog/create-bot";
import { listBotsCommand } from "@/server/commands/catalog/list-bots";
import { pauseBotCommand } from "@/server/commands/catalog/pause-bot";
import { resumeBotCommand } from "@/server/commands/catalog/resume-bot";
import { showBotCommand } from "@/server/commands/catalog/show-bot";
import { showBotChart } from "@/server/history/show-bot-chart";
import { timeframes } from "@/server/market/core/candle";
import { listStrategyChoices } from "@/server/strategy/list-choices";

const candlesInput = z.strictObject({
  bot: botRef,
  timeframe: z.enum(timeframes, `Timeframe is one of ${timeframes.join(", ")}.`).optional(),
  limit: z.number().int().min(1).max(1_000, "At most 1 000 candles at once.").default(300),
});

export const botsRouter = router({
  list: queryCommand(listBotsCommand),
  show: queryCommand(showBotCommand),
  candles: roleProcedure("viewer")
    .input(candlesInput)
    .query(async ({ ctx, input }) =>
      unwrap(
        await showBotChart({
          ...input,
          userId: ctx.session.userId,
          marketNow: await ctx.readMarketNow(),
        }),
      ),
    ),
  strategies: roleProcedure("viewer").query(() => listStrategyChoices()),
  create: mutationCommand(createBotCommand),
  pause: mutationCommand(pauseBotCommand),
  resume: mutationCommand(resumeBotCommand),
});
