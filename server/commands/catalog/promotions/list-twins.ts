import { z } from "zod";
import { hasBot } from "@/server/bots/has-bot";
import { refuseUnknownBot } from "@/server/bots/show-bot";
import { accept } from "@/server/kernel/result";
import { listTwins } from "@/server/promotion/list-twins";
import { defineCommand } from "../../command";
import { twinView } from "../../views/execution";

export const listTwinsCommand = defineCommand({
  id: "promotions.twins",
  title: "Live bots and their paper twins",
  guidance:
    "Compares each live bot with its paper twin: price differences per trade, trades only one of them made, and the tracking error.",
  input: z.strictObject({ botId: z.uuid("A bot is named by its id.").optional() }),
  output: z.array(twinView).readonly(),
  tier: "R",
  role: "viewer",
  run: async ({ botId }, { userId, wallNow }) =>
    botId !== undefined && !(await hasBot(userId, botId))
      ? refuseUnknownBot(botId)
      : accept(await listTwins({ userId, wallNow, botId })),
});
