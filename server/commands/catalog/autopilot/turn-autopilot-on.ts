import { z } from "zod";
import { previewAutopilotOn, turnAutopilotOn } from "@/server/settings/set-modes";
import { defineCommand } from "../../command";
import { tradingModeView } from "../../views/bots";

export const turnAutopilotOnCommand = defineCommand({
  id: "autopilot.on",
  title: "Turn autopilot on",
  guidance:
    "Nightly promotion, learning and the growth of the fleet act by themselves, under the same gates and limits. The owner approves it on a card, with its code and the password.",
  input: z.strictObject({}),
  output: tradingModeView,
  tier: "X",
  role: "owner",
  preview: (_input, ctx) => previewAutopilotOn(ctx),
  run: (_input, ctx) => turnAutopilotOn(ctx),
});
