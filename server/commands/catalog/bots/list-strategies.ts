import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { listStrategyChoices } from "@/server/strategy/list-choices";
import { defineCommand } from "../../command";
import { strategyView } from "../../views/bots";

export const listStrategiesCommand = defineCommand({
  id: "bots.strategies",
  title: "Strategies",
  guidance: "Lists the strategies a bot can trade with, with their parameters and ranges.",
  input: z.strictObject({}),
  output: z.array(strategyView).readonly(),
  tier: "R",
  role: "viewer",
  run: async () => accept(listStrategyChoices()),
});
