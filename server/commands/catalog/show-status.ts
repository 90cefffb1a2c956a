import { z } from "zod";
import { summariseFleet } from "@/server/bots/summarise-fleet";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../command";

export const showStatusCommand = defineCommand({
  id: "status",
  title: "Status",
  guidance: "Says in one breath how the system stands: market in use, modes, and how many bots run.",
  input: z.strictObject({}),
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await summariseFleet(ctx.userId, ctx.wallNow)),
});
