import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { previewNight } from "@/server/promotion/show-night";
import { defineCommand } from "../../command";
import { nightPreview } from "../../views/promotions";

export const previewNightCommand = defineCommand({
  id: "promotions.preview",
  title: "What tonight's promotion would do",
  guidance:
    "A dry run of the night's look: which bots would be promoted, named eligible with what is missing, or taken back to paper, by what is known now. Nothing is written.",
  input: z.strictObject({}),
  output: nightPreview,
  tier: "R",
  role: "viewer",
  run: async (_input, { userId, wallNow, readMarketNow }) =>
    accept(await previewNight({ userId, wallNow, marketNow: await readMarketNow() })),
});
