import { z } from "zod";
import { accept } from "@/server/kernel/result";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { defineCommand } from "../../command";
import { liveView } from "../../views/dashboard";

export const showLiveViewCommand = defineCommand({
  id: "dashboard.live",
  title: "Live figures",
  guidance:
    "Shows equity, open positions, prices and each bot's result as of the last second; nothing before the first start.",
  input: z.strictObject({}),
  output: liveView.nullable(),
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await getLiveView(ctx.userId)),
});
