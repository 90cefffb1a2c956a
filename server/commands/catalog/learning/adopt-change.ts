import { z } from "zod";
import { adoptChange, previewAdopt } from "@/server/learning/adopt-change";
import { defineCommand } from "../../command";
import { learningChanged } from "../../views/learning";

export const adoptChangeCommand = defineCommand({
  id: "learning.adopt",
  title: "Adopt what a night proposed",
  guidance:
    "Gives a bot in training what learning proposed for it, as a new version judged from zero. The owner approves it on a card.",
  input: z.strictObject({ logId: z.uuid("Name the entry by its id: learning.show lists them.") }),
  output: learningChanged,
  tier: "C",
  role: "owner",
  preview: previewAdopt,
  run: adoptChange,
});
