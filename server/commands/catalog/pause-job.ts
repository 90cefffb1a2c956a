import { z } from "zod";
import { functionRef } from "@/server/jobs/core/job-input";
import { setFunctionPaused } from "@/server/jobs/pause-function";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../command";

export const pauseJobCommand = defineCommand({
  id: "jobs.pause",
  title: "Pause a job",
  guidance:
    "Pauses one background job: it starts no more runs until it is let run again. What it misses is not made up for.",
  input: z.strictObject({ functionId: functionRef }),
  tier: "W",
  role: "owner",
  run: ({ functionId }, ctx) => setFunctionPaused({ functionId, paused: true }, ctx),
  recall: async (functionId) => accept({ functionId, paused: true }),
});
