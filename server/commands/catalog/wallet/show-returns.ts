import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import { accept } from "@/server/kernel/result";
import { showReturns } from "@/server/portfolio/show-returns";
import { defineCommand } from "../../command";
import { returnsView } from "../../views/wallet";

export const showReturnsCommand = defineCommand({
  id: "wallet.returns",
  title: "Real profit and returns",
  guidance:
    "What a book earned per currency, apart from what was put in or taken out: real profit = current − initial − injections + withdrawals, the time-weighted return, and the money-weighted one beside it.",
  input: z.strictObject({ book: bookWire.optional() }),
  output: returnsView,
  tier: "R",
  role: "viewer",
  run: async ({ book }, { userId }) => accept(await showReturns({ userId, book })),
});
