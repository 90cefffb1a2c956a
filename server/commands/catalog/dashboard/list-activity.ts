import { z } from "zod";
import { listActivity } from "@/server/history/list-activity";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { activityView } from "../../views/dashboard";

export const listActivityCommand = defineCommand({
  id: "dashboard.activity",
  title: "Activity",
  guidance:
    "Lists what happened last, newest first: fills, what became of bots, guards that acted, entries held back.",
  input: z.strictObject({ limit: z.number().int().min(1).max(100).default(20) }),
  output: z.array(activityView).readonly(),
  tier: "R",
  role: "viewer",
  run: async ({ limit }, ctx) => accept(await listActivity({ userId: ctx.userId, limit })),
});
