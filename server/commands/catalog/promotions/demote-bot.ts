import { z } from "zod";
import { botRef } from "@/server/bots/core/bot-ref";
import { showBot } from "@/server/bots/show-bot";
import { demoteBot, previewDemotion } from "@/server/promotion/demote-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const demoteBotCommand = defineCommand({
  id: "promotions.demote",
  title: "Take a live bot back to paper",
  guidance:
    "A live bot enters nothing more, what it holds is sold, and then it trains anew on paper, paused until it is resumed. The owner approves it on a card.",
  input: z.strictObject({ bot: botRef }),
  output: botView,
  tier: "C",
  role: "owner",
  preview: previewDemotion,
  run: demoteBot,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
