import { z } from "zod";
import { functionRef } from "@/server/jobs/core/job-input";
import { whatStops } from "@/server/jobs/core/vital-jobs";
import { setFunctionPaused } from "@/server/jobs/pause-function";
import { previewPause } from "@/server/jobs/preview-pause";
import { accept } from "@/server/kernel/result";
import { defineCommand } from "../../command";
import { jobPausedView } from "../../views/jobs";

export const pauseJobCommand = defineCommand({
  id: "jobs.pause",
  title: "Pause a job",
  guidance:
    "Pauses one background job: it starts no more runs until it is let run again. What it misses is not made up for. One that trading or safety needs waits for the owner's click on a card.",
  input: z.strictObject({ functionId: functionRef }),
  output: jobPausedView,
  tier: "W",
  role: "owner",
  asks: ({ functionId }) => whatStops(functionId) !== null,
  preview: previewPause,
  run: ({ functionId }, ctx) => setFunctionPaused({ functionId, paused: true }, ctx),
  recall: async (functionId) => accept({ functionId, paused: true }),
});
