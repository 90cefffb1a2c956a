import { z } from "zod";
import { listTemplates } from "@/server/fleet/list-templates";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { templateView } from "../../views/templates";

export const listTemplatesCommand = defineCommand({
  id: "templates.list",
  title: "Templates",
  guidance:
    "Lists what new bots are made from, by risk mode: strategy, parameters, stops, the exchanges whose fees it survives, " +
    "and its record on candles it was not fitted on beside holding the same markets.",
  input: z.strictObject({}),
  output: z.array(templateView).readonly(),
  tier: "R",
  role: "viewer",
  run: async () => accept(listTemplates()),
});
