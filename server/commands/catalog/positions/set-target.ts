import { targetInput } from "@/server/positions/core/level-input";
import { setExitLevel, showExitLevels } from "@/server/stops/set-exit-level";
import { defineCommand } from "../../command";
import { exitLevelsView } from "../../views/positions";

export const setTargetCommand = defineCommand({
  id: "positions.target",
  title: "Set a target",
  guidance:
    "Lays the target of one open position at a price, in its quote currency, at least one step above the last price; " +
    "null takes it away.",
  input: targetInput,
  output: exitLevelsView,
  tier: "W",
  role: "trader",
  run: (input, ctx) => setExitLevel({ kind: "target", ...input }, ctx),
  recall: (positionId, ctx) => showExitLevels(positionId, ctx.userId),
});
