import { z } from "zod";
import { botRef } from "@/server/bots/core/bot-ref";
import { previewResume } from "@/server/bots/preview-resume";
import { resumeBot } from "@/server/bots/resume-bot";
import { showBot } from "@/server/bots/show-bot";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const resumeBotCommand = defineCommand({
  id: "bots.resume",
  title: "Resume a bot",
  guidance: "Lets one paused bot trade again. The owner approves it on a card first.",
  input: z.strictObject({ bot: botRef }),
  output: botView,
  tier: "C",
  role: "trader",
  preview: previewResume,
  run: resumeBot,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
