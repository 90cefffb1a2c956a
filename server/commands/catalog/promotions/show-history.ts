import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { showHistory } from "@/server/promotion/show-night";
import { defineCommand } from "../../command";
import { promotionHistory } from "../../views/promotions";

export const showHistoryCommand = defineCommand({
  id: "promotions.history",
  title: "Promotions and demotions so far",
  guidance:
    "The last nights' looks, and each step of a bot between paper and live with the record it was taken on.",
  input: z.strictObject({}),
  output: promotionHistory,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId }) => accept(await showHistory(userId)),
});
