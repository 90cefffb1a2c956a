import { addToBlacklist } from "@/server/limits/blacklist";
import { blacklistInput } from "@/server/limits/core/limit-inputs";
import { defineCommand } from "../../command";
import { blacklistView } from "../../views/limits";

export const addToBlacklistCommand = defineCommand({
  id: "blacklist.add",
  title: "Blacklist a coin or market",
  guidance:
    "No bot enters that coin, or that market, any more; what is held of it is sold as ever. Only reduces risk.",
  input: blacklistInput,
  output: blacklistView,
  tier: "W",
  role: "trader",
  run: addToBlacklist,
});
