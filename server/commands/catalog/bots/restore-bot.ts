import { showBot } from "@/server/bots/show-bot";
import { restoreBotInput, restoreDeletedBot } from "@/server/fleet/restore-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const restoreBotCommand = defineCommand({
  id: "bots.restore",
  title: "Restore a deleted bot",
  guidance:
    "Brings back a bot that was deleted within 30 days, paused, with money from the pool of its exchange.",
  input: restoreBotInput,
  output: botView,
  tier: "W",
  role: "trader",
  run: restoreDeletedBot,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
