import { z } from "zod";
import { previewRevert, revertChange } from "@/server/learning/adopt-change";
import { defineCommand } from "../../command";
import { learningChanged } from "../../views/learning";

export const revertChangeCommand = defineCommand({
  id: "learning.revert",
  title: "Take back what a bot learned",
  guidance:
    "A bot in training trades again as before an adoption, with what it learned after that taken back as well. The owner approves it on a card.",
  input: z.strictObject({ logId: z.uuid("Name the entry by its id: learning.show lists them.") }),
  output: learningChanged,
  tier: "C",
  role: "owner",
  preview: previewRevert,
  run: revertChange,
});
