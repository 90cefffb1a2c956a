import { z } from "zod";
import { previewLiveOn, turnLiveOn } from "@/server/settings/set-modes";
import { defineCommand } from "../../command";
import { tradingModeView } from "../../views/bots";

export const turnLiveOnCommand = defineCommand({
  id: "mode.live",
  title: "Turn live trading on",
  guidance:
    "Lets live bots enter trades with the money of their exchanges. The owner approves it on a card, with its code and the password.",
  input: z.strictObject({}),
  output: tradingModeView,
  tier: "X",
  role: "owner",
  preview: (_input, ctx) => previewLiveOn(ctx),
  run: (_input, ctx) => turnLiveOn(ctx),
});
