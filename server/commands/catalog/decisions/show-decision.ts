import { z } from "zod";
import { showDecision } from "@/server/history/decisions/show-decision";
import { defineCommand } from "../../command";
import { decisionDetailView } from "../../views/decisions";

export const showDecisionCommand = defineCommand({
  id: "decisions.show",
  title: "Show a decision",
  guidance:
    "Shows one decision by its id: its signals, indicators, risk checks, inputs, and the order it led to.",
  input: z.strictObject({ decisionId: z.guid("Name the decision by its id.") }),
  output: decisionDetailView,
  tier: "R",
  role: "viewer",
  run: ({ decisionId }, ctx) => showDecision({ decisionId, userId: ctx.userId }),
});
