import { closeAll, closeAllInput, previewCloseAll } from "@/server/stops/close-positions";
import { defineCommand } from "../../command";
import { closingView } from "../../views/closing";

export const closeAllCommand = defineCommand({
  id: "positions.closeAll",
  title: "Close all positions",
  guidance:
    "Sells everything that is open, or everything of one book, at market. The owner approves it on a card, with its code and the password. Bots go on: to stop trading as well, use the emergency stop.",
  input: closeAllInput,
  output: closingView,
  tier: "X",
  role: "trader",
  preview: previewCloseAll,
  run: closeAll,
});
