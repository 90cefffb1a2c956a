// What the pages show of background jobs. Instants are ISO 8601 in UTC; each name says its clock.

export type JobRunStatus = "queued" | "running" | "completed" | "failed" | "cancelled";

/** The Inngest server in use, as the app reaches it, and its pages as people do. */
export type JobServerView = {
  readonly url: string;
  readonly runsUrl: string;
  readonly functionsUrl: string;
};

/** A function with its triggers, its next and its last run. */
export type JobFunctionView = {
  readonly functionId: string;
  readonly name: string;
  readonly paused: boolean;
  /** what stops while it is paused; null for a job that trading does not need */
  readonly stops: string | null;
  /** names of the events and schedules that start it, as the function states them */
  readonly triggers: readonly string[];
  /** it has a schedule, so it can be run now without an event */
  readonly scheduled: boolean;
  /** next firing of its schedules; null when it has none or is paused */
  readonly nextMarketAt: string | null;
  readonly lastRun: {
    readonly runId: string;
    readonly status: JobRunStatus;
    readonly queuedWallAt: string;
  } | null;
  /** runs that have not ended */
  readonly openRuns: number;
  /** runs that failed within a day of the wall clock */
  readonly failedLastDay: number;
};

export type JobRunView = {
  readonly runId: string;
  readonly functionId: string;
  readonly functionName: string;
  readonly status: JobRunStatus;
  readonly eventName: string;
  readonly queuedMarketAt: string;
  readonly queuedWallAt: string;
  readonly startedWallAt: string | null;
  readonly endedWallAt: string | null;
  /** from queued to ended, wall clock; null while it has not ended */
  readonly tookMs: number | null;
  /** one sentence: why it failed, or why its last try did */
  readonly error: string | null;
};

export type JobRunsView = { readonly runs: readonly JobRunView[]; readonly nextCursor: string | null };

export type JobStepView = {
  readonly name: string;
  readonly kind: "run" | "sleep" | "invoke";
  readonly state: "done" | "failed" | "retrying" | "sleeping" | "waiting";
  /** tries so far; 1 when it went well at once */
  readonly attempts: number;
  /** when it last ended or failed */
  readonly wallAt: string;
  /** message of its last failure, also when a later try went well */
  readonly error: string | null;
};

export type JobRunDetailView = JobRunView & {
  /** in the order they began; a step under way for the first time is not there yet */
  readonly steps: readonly JobStepView[];
  /** tries of the step at hand that failed */
  readonly failedTries: number;
  /** when it goes on by itself: market clock after a sleep, wall clock after a failure */
  readonly dueMarketAt: string | null;
  readonly dueWallAt: string | null;
  /** the event's data and the run's result as JSON text, cut at 20,000 characters */
  readonly eventJson: string;
  readonly outputJson: string | null;
};

/** Answer of run now and replay. The run begins within a second while the worker runs. */
export type JobAskedView = { readonly requestId: string; readonly functionId: string };

/** Answer of pause and unpause. */
export type JobPausedView = { readonly functionId: string; readonly paused: boolean };
