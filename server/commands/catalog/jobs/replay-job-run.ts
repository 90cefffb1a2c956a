import { z } from "zod";
import { runRef } from "@/server/jobs/core/job-input";
import { replayRun } from "@/server/jobs/replay-run";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { jobAskedView } from "../../views/jobs";

export const replayJobRunCommand = defineCommand({
  id: "jobs.replay",
  title: "Replay a run of a job",
  guidance: "Runs a background job again with the event of an earlier run, from its first step.",
  input: z.strictObject({ runId: runRef }),
  output: jobAskedView,
  tier: "W",
  role: "owner",
  run: replayRun,
  recall: async (functionId, ctx) => accept({ requestId: ctx.runId, functionId }),
});
