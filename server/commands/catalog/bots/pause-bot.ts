import { z } from "zod";
import { botRef } from "@/server/bots/core/bot-ref";
import { pauseBot } from "@/server/bots/pause-bot";
import { showBot } from "@/server/bots/show-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const pauseBotCommand = defineCommand({
  id: "bots.pause",
  title: "Pause a bot",
  guidance:
    "Stops one bot from entering new trades; its stops stay armed. Use when the owner names a bot to pause.",
  input: z.strictObject({
    bot: botRef,
    reason: z
      .string()
      .trim()
      .min(1, "Write a reason, or leave it out.")
      .max(200, "A reason has at most 200 characters.")
      .optional(),
  }),
  output: botView,
  tier: "W",
  role: "trader",
  run: pauseBot,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
