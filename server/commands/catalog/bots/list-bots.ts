import { z } from "zod";
import { listBots } from "@/server/bots/list-bots";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { botView } from "../../views/bots";

export const listBotsCommand = defineCommand({
  id: "bots.list",
  title: "List bots",
  guidance: "Shows all bots with their status, market, capital and record of trades.",
  input: z.strictObject({}),
  output: z.array(botView).readonly(),
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await listBots(ctx.userId)),
});
