import { z } from "zod";
import { listFunctions } from "@/server/jobs/list-functions";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { jobFunctionView } from "../../views/jobs";

export const listJobsCommand = defineCommand({
  id: "jobs",
  title: "Jobs",
  guidance:
    "Lists the background jobs with their triggers, their next and their last run, and which are paused.",
  input: z.strictObject({}),
  output: z.array(jobFunctionView).readonly(),
  tier: "R",
  role: "owner",
  run: async (_input, ctx) => accept(await listFunctions(ctx.wallNow)),
});
