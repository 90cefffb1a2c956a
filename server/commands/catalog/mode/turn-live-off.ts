import { z } from "zod";
import { turnLiveOff } from "@/server/settings/set-modes";
import { defineCommand } from "../../command";
import { tradingModeView } from "../../views/bots";

export const turnLiveOffCommand = defineCommand({
  id: "mode.liveOff",
  title: "Turn live trading off",
  guidance: "Live bots enter nothing more. Their stops stay armed and their exits go on.",
  input: z.strictObject({}),
  output: tradingModeView,
  tier: "W",
  role: "owner",
  run: (_input, ctx) => turnLiveOff(ctx),
});
