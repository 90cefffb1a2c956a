import { previewRelease, releaseBot, releaseInput } from "@/server/bodyguard/release-bot";
import { showBot } from "@/server/bots/show-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const releaseBotCommand = defineCommand({
  id: "bodyguard.release",
  title: "Let a bot out of quarantine",
  guidance:
    "Lets a bot go before its quarantine is over, or takes back one that the bodyguard archived. The owner approves it on a card first.",
  input: releaseInput,
  output: botView,
  tier: "C",
  role: "owner",
  preview: previewRelease,
  run: releaseBot,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
