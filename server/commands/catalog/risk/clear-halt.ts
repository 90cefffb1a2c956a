import { clearHalt, clearHaltInput, previewClearHalt } from "@/server/risk/clear-halt";
import { defineCommand } from "../../command";
import { clearedHalt } from "../../views/risk";

export const clearHaltCommand = defineCommand({
  id: "risk.clearHalt",
  title: "Clear a book's halt",
  guidance:
    "Lets a book that was halted by its drawdown enter trades again. The owner approves it on a card first.",
  input: clearHaltInput,
  output: clearedHalt,
  tier: "C",
  role: "owner",
  preview: previewClearHalt,
  run: clearHalt,
});
