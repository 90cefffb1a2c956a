import { z } from "zod";
import { listSeries } from "@/server/candles/list-series";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { seriesPage } from "../../views/candles";

export const listCandlesCommand = defineCommand({
  id: "candles.list",
  title: "List stored candles",
  guidance:
    "Lists the candles kept for research, by name, with their period, what is missing, how large they are, and how far " +
    "a download is.",
  input: z.strictObject({}),
  output: seriesPage,
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await listSeries(ctx.userId)),
});
