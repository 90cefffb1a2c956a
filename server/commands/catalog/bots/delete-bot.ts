import { showBot } from "@/server/bots/show-bot";
import { deleteBot, deleteBotInput, previewDeletion } from "@/server/fleet/delete-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const deleteBotCommand = defineCommand({
  id: "bots.delete",
  title: "Delete a bot",
  guidance:
    "Takes one paused bot that holds nothing out of the fleet and gives its money to the pool of its exchange. Its record stays, and it can be restored for 30 days. The owner approves it on a card first.",
  input: deleteBotInput,
  output: botView,
  tier: "C",
  role: "trader",
  preview: previewDeletion,
  run: deleteBot,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
