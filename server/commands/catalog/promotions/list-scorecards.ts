import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { listScorecards } from "@/server/promotion/list-scorecards";
import { defineCommand } from "../../command";
import { scorecardsView } from "../../views/promotions";

export const listScorecardsCommand = defineCommand({
  id: "promotions.scorecards",
  title: "How far bots are from promotion",
  guidance:
    "A scorecard per bot in training: its record of seven days against each gate, the evidence that it is not luck, and what is missing.",
  input: z.strictObject({}),
  output: scorecardsView,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId, readMarketNow }) =>
    accept(await listScorecards({ userId, marketNow: await readMarketNow() })),
});
