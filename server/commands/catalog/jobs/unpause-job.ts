import { z } from "zod";
import { functionRef } from "@/server/jobs/core/job-input";
import { setFunctionPaused } from "@/server/jobs/pause-function";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { jobPausedView } from "../../views/jobs";

export const unpauseJobCommand = defineCommand({
  id: "jobs.unpause",
  title: "Let a job run again",
  guidance: "Lets a paused background job run again, from its next trigger on.",
  input: z.strictObject({ functionId: functionRef }),
  output: jobPausedView,
  tier: "W",
  role: "owner",
  run: ({ functionId }, ctx) => setFunctionPaused({ functionId, paused: false }, ctx),
  recall: async (functionId) => accept({ functionId, paused: false }),
});
