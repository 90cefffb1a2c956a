import { z } from "zod";
import { stopEntries } from "@/server/settings/set-modes";
import { defineCommand } from "../../command";
import { tradingModeView } from "../../views/bots";

export const stopEntriesCommand = defineCommand({
  id: "entries.stop",
  title: "Stop new entries",
  guidance:
    "No bot enters any more, on any book; resting entries are taken back, stops and exits go on. Only reduces risk.",
  input: z.strictObject({}),
  output: tradingModeView,
  tier: "W",
  role: "trader",
  run: (_input, ctx) => stopEntries(ctx),
});
