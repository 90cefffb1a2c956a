import { previewRemove, removeFromBlacklist } from "@/server/limits/blacklist";
import { blacklistInput } from "@/server/limits/core/limit-inputs";
import { defineCommand } from "../../command";
import { blacklistView } from "../../views/limits";

export const removeFromBlacklistCommand = defineCommand({
  id: "blacklist.remove",
  title: "Take off the blacklist",
  guidance: "Lets bots enter a coin or market again. The owner approves it on a card first.",
  input: blacklistInput,
  output: blacklistView,
  tier: "C",
  role: "owner",
  preview: previewRemove,
  run: removeFromBlacklist,
});
