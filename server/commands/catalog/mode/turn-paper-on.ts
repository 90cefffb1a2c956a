import { z } from "zod";
import { turnPaperOn } from "@/server/settings/set-modes";
import { defineCommand } from "../../command";
import { tradingModeView } from "../../views/bots";

export const turnPaperOnCommand = defineCommand({
  id: "mode.paper",
  title: "Turn paper trading on",
  guidance: "Lets bots on paper enter trades again. No money of an account is touched by that.",
  input: z.strictObject({}),
  output: tradingModeView,
  tier: "W",
  role: "owner",
  run: (_input, ctx) => turnPaperOn(ctx),
});
