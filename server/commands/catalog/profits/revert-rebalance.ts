import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { previewRevert, revertRebalance } from "@/server/portfolio/profits/revert-rebalance";
import { showProfits } from "@/server/portfolio/profits/show-profits";
import { defineCommand } from "../../command";
import { profitsView } from "../../views/profits";

export const revertRebalanceCommand = defineCommand({
  id: "profits.revert",
  title: "Take a rebalance of profits back",
  guidance:
    "Gives each bot back what a rebalance of profits took from it and takes what it gave, while the bots still have it free. The owner approves it on a card first.",
  input: z.strictObject({ rebalanceId: z.uuid("Name the rebalance by its id: profits.show lists them.") }),
  output: profitsView,
  tier: "C",
  role: "owner",
  preview: previewRevert,
  run: revertRebalance,
  recall: async (_subject, { userId, wallNow }) => accept(await showProfits({ userId, wallNow })),
});
