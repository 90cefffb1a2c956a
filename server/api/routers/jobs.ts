import { mutationCommand, queryCommand, router } from "@/server/api/trpc";
import { listJobRunsCommand } from "@/server/commands/catalog/list-job-runs";
import { listJobsCommand } from "@/server/commands/catalog/list-jobs";
import { pauseJobCommand } from "@/server/commands/catalog/pause-job";
import { replayJobRunCommand } from "@/server/commands/catalog/replay-job-run";
import { runJobNowCommand } from "@/server/commands/catalog/run-job-now";
import { showJobRunCommand } from "@/server/commands/catalog/show-job-run";
import { unpauseJobCommand } from "@/server/commands/catalog/unpause-job";

/** The list of the jobs stands at `jobs.list`: a path cannot be both a procedure and a router. */
export const jobsRouter = router({
  list: queryCommand(listJobsCommand),
  runs: queryCommand(listJobRunsCommand),
  show: queryCommand(showJobRunCommand),
  runNow: mutationCommand(runJobNowCommand),
  replay: mutationCommand(replayJobRunCommand),
  pause: mutationCommand(pauseJobCommand),
  unpause: mutationCommand(unpauseJobCommand),
});
