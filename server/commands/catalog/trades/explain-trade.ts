import { z } from "zod";
import { explainTrade } from "@/server/history/explain-trade";
import { accept, refuse } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { whyView } from "../../views/trades";

export const explainTradeCommand = defineCommand({
  id: "trades.why",
  title: "Why a trade",
  guidance:
    "Explains one trade by its id: the decision and its signals, the order, its postings, its position.",
  input: z.strictObject({ fillId: z.uuid("Name the trade by its id.") }),
  output: whyView,
  tier: "R",
  role: "viewer",
  run: async ({ fillId }, { userId }) => {
    const why = await explainTrade({ userId, fillId });
    return why ? accept(why) : refuse("not_found", "There is no such trade. Look at the list of trades.");
  },
});
