import { showSpawnPlan, spawnInput } from "@/server/fleet/spawn-bots";
import { defineCommand } from "../../command";
import { spawnPlanView } from "../../views/spawn";

export const showSpawnPlanCommand = defineCommand({
  id: "bots.spawnPlan",
  title: "What would be born",
  guidance:
    "Shows which bots a spawn would make now, from which templates, on which exchanges and with what capital; or why none, and what each exchange lacks. Changes nothing.",
  input: spawnInput,
  output: spawnPlanView,
  tier: "R",
  role: "viewer",
  run: async (input, { userId, wallNow, readMarketNow }) =>
    showSpawnPlan(input, { userId, wallNow, marketNow: await readMarketNow() }),
});
