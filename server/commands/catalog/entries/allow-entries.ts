import { z } from "zod";
import { allowEntries, previewAllowEntries } from "@/server/settings/set-modes";
import { defineCommand } from "../../command";
import { tradingModeView } from "../../views/bots";

export const allowEntriesCommand = defineCommand({
  id: "entries.resume",
  title: "Allow entries",
  guidance: "Lets bots enter again after entries were stopped. The owner approves it on a card first.",
  input: z.strictObject({}),
  output: tradingModeView,
  tier: "C",
  role: "owner",
  preview: (_input, ctx) => previewAllowEntries(ctx),
  run: (_input, ctx) => allowEntries(ctx),
});
