import { showBot } from "@/server/bots/show-bot";
import { cloneBot, cloneBotInput } from "@/server/fleet/clone-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const cloneBotCommand = defineCommand({
  id: "bots.clone",
  title: "Clone a bot",
  guidance:
    "Creates a bot that trades as another one does: same strategy, parameters, risk mode and exits, money of its own and a new record. Name, exchange, symbol and capital may be others.",
  input: cloneBotInput,
  output: botView,
  tier: "W",
  role: "trader",
  run: cloneBot,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
