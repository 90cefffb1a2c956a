import { z } from "zod";
import type {
  JobAskedView,
  JobFunctionView,
  JobPausedView,
  JobRunDetailView,
  JobRunsView,
} from "@/server/jobs/core/job-view";
import { viewOf } from "./view-of";

const jobRunStatus = z.enum(["running", "queued", "completed", "failed", "cancelled"]);

export const jobFunctionView = viewOf<JobFunctionView>()(
  z.strictObject({
    functionId: z.string(),
    name: z.string(),
    paused: z.boolean(),
    stops: z.string().nullable(),
    triggers: z.array(z.string()).readonly(),
    scheduled: z.boolean(),
    nextMarketAt: z.string().nullable(),
    lastRun: z.strictObject({ runId: z.string(), status: jobRunStatus, queuedWallAt: z.string() }).nullable(),
    openRuns: z.number(),
    failedLastDay: z.number(),
  }),
);

const jobRunView = z.strictObject({
  runId: z.string(),
  functionId: z.string(),
  functionName: z.string(),
  status: jobRunStatus,
  eventName: z.string(),
  queuedMarketAt: z.string(),
  queuedWallAt: z.string(),
  startedWallAt: z.string().nullable(),
  endedWallAt: z.string().nullable(),
  tookMs: z.number().nullable(),
  error: z.string().nullable(),
});

export const jobRunsView = viewOf<JobRunsView>()(
  z.strictObject({ runs: z.array(jobRunView).readonly(), nextCursor: z.string().nullable() }),
);

const jobStepView = z.strictObject({
  name: z.string(),
  kind: z.enum(["run", "sleep", "invoke"]),
  state: z.enum(["failed", "done", "retrying", "sleeping", "waiting"]),
  attempts: z.number(),
  wallAt: z.string(),
  error: z.string().nullable(),
});

export const jobRunDetailView = viewOf<JobRunDetailView>()(
  jobRunView.extend({
    steps: z.array(jobStepView).readonly(),
    failedTries: z.number(),
    dueMarketAt: z.string().nullable(),
    dueWallAt: z.string().nullable(),
    eventJson: z.string(),
    outputJson: z.string().nullable(),
  }),
);

export const jobPausedView = viewOf<JobPausedView>()(
  z.strictObject({ functionId: z.string(), paused: z.boolean() }),
);

export const jobAskedView = viewOf<JobAskedView>()(
  z.strictObject({ requestId: z.string(), functionId: z.string() }),
);
