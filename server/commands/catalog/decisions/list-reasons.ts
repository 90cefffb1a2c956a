import { z } from "zod";
import { listReasons } from "@/server/history/decisions/list-decisions";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { reasonCount } from "../../views/decisions";

export const listReasonsCommand = defineCommand({
  id: "decisions.reasons",
  title: "Reasons of decisions",
  guidance: "Counts the reasons of the newest decisions, the most frequent first.",
  input: z.strictObject({}),
  output: z.array(reasonCount).readonly(),
  tier: "R",
  role: "viewer",
  run: async (_input, ctx) => accept(await listReasons(ctx.userId)),
});
