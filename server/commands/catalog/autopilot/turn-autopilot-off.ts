import { z } from "zod";
import { turnAutopilotOff } from "@/server/settings/set-modes";
import { defineCommand } from "../../command";
import { tradingModeView } from "../../views/bots";

export const turnAutopilotOffCommand = defineCommand({
  id: "autopilot.off",
  title: "Turn autopilot off",
  guidance: "Nightly promotion, learning and the growth of the fleet only propose; nothing acts by itself.",
  input: z.strictObject({}),
  output: tradingModeView,
  tier: "W",
  role: "owner",
  run: (_input, ctx) => turnAutopilotOff(ctx),
});
