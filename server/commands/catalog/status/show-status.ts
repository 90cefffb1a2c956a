import { z } from "zod";
import { summariseFleet } from "@/server/bots/summarise-fleet";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { fleetSummary } from "../../views/bots";

export const showStatusCommand = defineCommand({
  id: "status",
  title: "Status",
  guidance: "Says in one breath how the system stands: market in use, modes, and how many bots run.",
  input: z.strictObject({}),
  output: fleetSummary,
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await summariseFleet(ctx.userId, ctx.wallNow)),
});
