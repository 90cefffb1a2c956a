import { z } from "zod";
import { capitalText } from "@/server/bots/core/bot";
import { botRef } from "@/server/bots/core/bot-ref";
import { showBot } from "@/server/bots/show-bot";
import { goLive, previewGoLive } from "@/server/promotion/go-live";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const promoteBotCommand = defineCommand({
  id: "promotions.promote",
  title: "Let a bot go live",
  guidance:
    "Moves one paper bot to its exchange's own account, after everything that must be right was checked. The owner approves it on a card, with its code and the password, and may override its statistics there, nothing else. The bot waits until it is resumed.",
  input: z.strictObject({
    bot: botRef,
    /** what it trades with there, in its quote currency; its paper capital unless given */
    capital: capitalText.optional(),
    /** although its record and evidence do not hold; keys, funds and risk are never overridden */
    overrideStatistics: z.boolean().optional(),
  }),
  output: botView,
  tier: "X",
  role: "owner",
  preview: previewGoLive,
  run: goLive,
  recall: (botId, ctx) => showBot(ctx.userId, botId),
});
