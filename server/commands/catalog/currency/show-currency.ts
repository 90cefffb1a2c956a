import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { showDisplay } from "@/server/portfolio/show-display";
import { defineCommand } from "../../command";
import { displayChoiceView } from "../../views/dashboard";

export const showCurrencyCommand = defineCommand({
  id: "currency.show",
  title: "Totals in one currency",
  guidance:
    "Says what a book is worth in the owner's display currency, by which rates of which exchanges, how old they are, and what is missing.",
  input: z.strictObject({}),
  output: displayChoiceView,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId }) => accept(await showDisplay(userId)),
});
