import { z } from "zod";
import { listMarketChoices } from "@/server/bots/list-market-choices";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { marketChoice } from "../../views/bots";

export const listMarketsCommand = defineCommand({
  id: "markets.list",
  title: "Markets",
  guidance: "Lists the markets in use and the timeframes a bot may trade on each.",
  input: z.strictObject({}),
  output: z.array(marketChoice).readonly(),
  tier: "R",
  role: "viewer",
  run: async () => accept(await listMarketChoices()),
});
