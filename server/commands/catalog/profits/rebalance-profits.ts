import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import { accept } from "@/server/kernel/result";
import { previewRebalance, rebalanceProfits } from "@/server/portfolio/profits/rebalance-profits";
import { showProfits } from "@/server/portfolio/profits/show-profits";
import { defineCommand } from "../../command";
import { profitsView } from "../../views/profits";

export const rebalanceProfitsCommand = defineCommand({
  id: "profits.rebalance",
  title: "Rebalance profits",
  guidance:
    "Shares the profit that was realised since the last rebalance out to the best running bots, in equal parts, per exchange and currency of a book. Nothing is traded and nothing leaves an exchange. The owner approves it on a card first, bot by bot; it can be taken back.",
  input: z.strictObject({ book: bookWire.optional() }),
  output: profitsView,
  tier: "C",
  role: "owner",
  preview: previewRebalance,
  run: rebalanceProfits,
  recall: async (_subject, { userId, wallNow }) => accept(await showProfits({ userId, wallNow })),
});
