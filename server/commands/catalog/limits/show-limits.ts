import { z } from "zod";
import { bookWire } from "@/server/kernel/name-wires";
import { accept } from "@/server/kernel/result";
import { showLimits } from "@/server/limits/show-limits";
import { defineCommand } from "../../command";
import { limitsView } from "../../views/limits";

export const showLimitsCommand = defineCommand({
  id: "limits.show",
  title: "Limits",
  guidance:
    "Shows every limit on a book with what is used of it and what is left: losses, exposure, entries, pace, bots.",
  input: z.strictObject({ book: bookWire }),
  output: limitsView,
  tier: "R",
  role: "viewer",
  run: async ({ book }, ctx) =>
    accept(
      await showLimits({ userId: ctx.userId, book, at: await ctx.readMarketNow(), wallNow: ctx.wallNow }),
    ),
});
