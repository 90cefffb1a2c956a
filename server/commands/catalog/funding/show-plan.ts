import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import { accept } from "@/server/kernel/result";
import { showFunding } from "@/server/portfolio/funding/show-funding";
import { defineCommand } from "../../command";
import { fundingView } from "../../views/wallet";

export const showFundingCommand = defineCommand({
  id: "funding.plan",
  title: "Funding plan",
  guidance:
    "Which exchanges of a book lack money for their target: from where, how much is required, what is there, what is missing, and what became of earlier plans. The money is moved by hand, at the exchange: nothing here can.",
  input: z.strictObject({ book: bookWire.optional() }),
  output: fundingView,
  tier: "R",
  role: "viewer",
  run: async ({ book }, { userId }) => accept(await showFunding({ userId, book })),
});
