import { z } from "zod";
import { botRef } from "@/server/bots/core/bot-ref";
import { showBot } from "@/server/bots/show-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const showBotCommand = defineCommand({
  id: "bots.show",
  title: "Show a bot",
  guidance: "Shows one bot by its name or id: status and why, market, strategy, capital and record.",
  input: z.strictObject({ bot: botRef }),
  output: botView,
  tier: "R",
  role: "viewer",
  run: ({ bot }, ctx) => showBot(ctx.userId, bot),
});
