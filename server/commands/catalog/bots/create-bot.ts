import { createBotInput } from "@/server/bots/core/bot";
import { createBot } from "@/server/bots/create-bot";
import { showBot } from "@/server/bots/show-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const createBotCommand = defineCommand({
  id: "bots.create",
  title: "Create a bot",
  guidance:
    "Creates one bot on one market and gives it capital from that exchange's pool. Exchange, symbol and capital " +
    "must be named; without a name it gets the next free one.",
  input: createBotInput,
  output: botView,
  tier: "W",
  role: "trader",
  run: createBot,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
