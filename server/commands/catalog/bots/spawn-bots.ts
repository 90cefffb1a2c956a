import { previewSpawn, spawnBots, spawnInput } from "@/server/fleet/spawn-bots";
import { defineCommand } from "../../command";
import { spawnedView } from "../../views/spawn";

export const spawnBotsCommand = defineCommand({
  id: "bots.spawn",
  title: "Spawn bots",
  guidance:
    "Fills the fleet towards its target with bots made from the templates, by risk mix and free slots, each with an equal share of the book. Without a number: as many as today allows. The owner approves them on a card first, bot by bot. Look at bots.spawnPlan for what would be born and what money is missing.",
  input: spawnInput,
  output: spawnedView,
  tier: "C",
  role: "trader",
  preview: previewSpawn,
  run: spawnBots,
});
