import { listRunsInput } from "@/server/jobs/core/job-input";
import { listRuns } from "@/server/jobs/list-runs";
import { defineCommand } from "../../command";
import { jobRunsView } from "../../views/jobs";

export const listJobRunsCommand = defineCommand({
  id: "jobs.runs",
  title: "Runs of a job",
  guidance:
    "Lists recent runs of one background job, or of all: when they ran, how they ended, and why they failed.",
  input: listRunsInput,
  output: jobRunsView,
  tier: "R",
  role: "owner",
  run: (input) => listRuns(input),
});
