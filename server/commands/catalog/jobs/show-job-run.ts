import { z } from "zod";
import { runRef } from "@/server/jobs/core/job-input";
import { showRun } from "@/server/jobs/show-run";
import { defineCommand } from "../../command";
import { jobRunDetailView } from "../../views/jobs";

export const showJobRunCommand = defineCommand({
  id: "jobs.show",
  title: "Show a run of a job",
  guidance:
    "Shows one run of a background job by its id: its steps in order, their tries and errors, and when it goes on.",
  input: z.strictObject({ runId: runRef }),
  output: jobRunDetailView,
  tier: "R",
  role: "owner",
  run: ({ runId }) => showRun(runId),
});
