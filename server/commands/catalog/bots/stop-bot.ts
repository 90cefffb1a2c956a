import { previewStop, stopBot, stopBotInput } from "@/server/stops/close-positions";
import { defineCommand } from "../../command";
import { closingView } from "../../views/closing";

export const stopBotCommand = defineCommand({
  id: "bots.stop",
  title: "Stop a bot",
  guidance: "Pauses one bot and sells what it holds at market. The owner approves it on a card first.",
  input: stopBotInput,
  output: closingView,
  tier: "C",
  role: "trader",
  preview: previewStop,
  run: stopBot,
});
