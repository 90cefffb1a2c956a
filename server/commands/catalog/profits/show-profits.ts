import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import { accept } from "@/server/kernel/result";
import { showProfits } from "@/server/portfolio/profits/show-profits";
import { defineCommand } from "../../command";
import { profitsView } from "../../views/profits";

export const showProfitsCommand = defineCommand({
  id: "profits.show",
  title: "Profits and ranking",
  guidance:
    "How the bots of a book rank (net profit 30, win rate 25, profit factor 20, Sharpe 15, mean profit 10, as percentiles), the profit realised since the last rebalance per exchange and currency, what a rebalance would do with it now, and the last rebalances.",
  input: z.strictObject({ book: bookWire.optional() }),
  output: profitsView,
  tier: "R",
  role: "viewer",
  run: async ({ book }, { userId, wallNow }) => accept(await showProfits({ userId, book, wallNow })),
});
