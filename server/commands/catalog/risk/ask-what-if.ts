import { askWhatIf } from "@/server/limits/ask-what-if";
import { whatIfInput } from "@/server/limits/core/limit-inputs";
import { defineCommand } from "../../command";
import { whatIfView } from "../../views/limits";

export const askWhatIfCommand = defineCommand({
  id: "risk.whatIf",
  title: "Which rule would bind",
  guidance:
    "Says what every risk rule would answer if a bot entered now, and which one decides. Changes nothing, sends nothing.",
  input: whatIfInput,
  output: whatIfView,
  tier: "R",
  role: "viewer",
  run: async (input, ctx) => askWhatIf(input, { userId: ctx.userId, marketNow: await ctx.readMarketNow() }),
});
