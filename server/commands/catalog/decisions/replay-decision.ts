import { z } from "zod";
import { replayDecision } from "@/server/history/decisions/replay-from-store";
import { defineCommand } from "../../command";
import { replayView } from "../../views/decisions";

export const replayDecisionCommand = defineCommand({
  id: "decisions.replay",
  title: "Replay a decision",
  guidance:
    "Makes a recorded decision again from its inputs and the stored candles and says whether it comes out identical, or what differs. Changes nothing and makes no order.",
  input: z.strictObject({ decisionId: z.guid("Name the decision by its id.") }),
  output: replayView,
  tier: "R",
  role: "viewer",
  run: ({ decisionId }, ctx) => replayDecision({ decisionId, userId: ctx.userId }),
});
