import { closePosition, closePositionInput, previewClose } from "@/server/stops/close-positions";
import { defineCommand } from "../../command";
import { closingView } from "../../views/closing";

export const closePositionCommand = defineCommand({
  id: "positions.close",
  title: "Close a position",
  guidance:
    "Sells one open position at market, once, after its resting orders were taken back; works in every mode. The owner approves it on a card first. The bot goes on: pause or stop it to keep it out.",
  input: closePositionInput,
  output: closingView,
  tier: "C",
  role: "trader",
  preview: previewClose,
  run: closePosition,
});
