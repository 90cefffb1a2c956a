import { stopInput } from "@/server/positions/core/level-input";
import { setExitLevel, showExitLevels } from "@/server/stops/set-exit-level";
import { defineCommand } from "../../command";
import { exitLevelsView } from "../../views/positions";

export const setStopCommand = defineCommand({
  id: "positions.stop",
  title: "Set a stop",
  guidance:
    "Lays the stop of one open position at a price, in its quote currency, at least one step below the last price. " +
    "The stop that rests at the exchange moves with it.",
  input: stopInput,
  output: exitLevelsView,
  tier: "W",
  role: "trader",
  run: (input, ctx) => setExitLevel({ kind: "stop", ...input }, ctx),
  recall: (positionId, ctx) => showExitLevels(positionId, ctx.userId),
});
