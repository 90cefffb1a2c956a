import { z } from "zod";
import { botRef } from "@/server/bots/core/bot-ref";
import { showPreflight } from "@/server/promotion/show-preflight";
import { defineCommand } from "../../command";
import { preflightView } from "../../views/promotions";

export const checkBotCommand = defineCommand({
  id: "promotions.check",
  title: "Whether a bot may go live",
  guidance: "Lists everything that must be right before a bot goes live, each with a sentence.",
  input: z.strictObject({ bot: botRef }),
  output: preflightView,
  tier: "R",
  role: "viewer",
  run: async ({ bot }, { userId, wallNow, readMarketNow }) =>
    showPreflight({ userId, wallNow, marketNow: await readMarketNow() }, bot),
});
