import { z } from "zod";
import { showHolds } from "@/server/health/show-holds";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { holdsView } from "../../views/health";

export const listHoldsCommand = defineCommand({
  id: "health.holds",
  title: "What holds bots back",
  guidance:
    "Says what keeps running bots from trading: paused jobs, the mode, a halt, or a bot's own record.",
  input: z.strictObject({}),
  output: holdsView,
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await showHolds(ctx.userId)),
});
