import { z } from "zod";
import { turnPaperOff } from "@/server/settings/set-modes";
import { defineCommand } from "../../command";
import { tradingModeView } from "../../views/bots";

export const turnPaperOffCommand = defineCommand({
  id: "mode.paperOff",
  title: "Turn paper trading off",
  guidance: "Bots on paper enter nothing more. Their stops stay armed and their exits go on.",
  input: z.strictObject({}),
  output: tradingModeView,
  tier: "W",
  role: "owner",
  run: (_input, ctx) => turnPaperOff(ctx),
});
