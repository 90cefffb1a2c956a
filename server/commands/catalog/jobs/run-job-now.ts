import { z } from "zod";
import { functionRef } from "@/server/jobs/core/job-input";
import { runFunctionNow } from "@/server/jobs/run-function-now";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { jobAskedView } from "../../views/jobs";

export const runJobNowCommand = defineCommand({
  id: "jobs.runNow",
  title: "Run a job now",
  guidance:
    "Starts one scheduled background job now, as its schedule would. Jobs that need an event are replayed instead.",
  input: z.strictObject({ functionId: functionRef }),
  output: jobAskedView,
  tier: "W",
  role: "owner",
  run: runFunctionNow,
  recall: async (functionId, ctx) => accept({ requestId: ctx.runId, functionId }),
});
