import type { JobRunDetailView, JobRunStatus, JobRunView, JobStepView } from "./job-view";

export type RunFacts = {
  readonly runId: string;
  readonly functionId: string;
  readonly functionName: string;
  readonly status: JobRunStatus;
  readonly eventName: string | null;
  readonly queuedMarketAt: Date;
  readonly queuedWallAt: Date;
  readonly startedWallAt: Date | null;
  readonly endedWallAt: Date | null;
  readonly error: string | null;
};

export type StepFacts = {
  readonly name: string;
  readonly kind: JobStepView["kind"];
  /** its result is kept: it never runs again */
  readonly ended: boolean;
  readonly failed: boolean;
  readonly attempts: number;
  readonly wallAt: Date;
  readonly error: string | null;
};

export type RunDetailFacts = RunFacts & {
  readonly eventJson: string;
  readonly outputJson: string | null;
  /** null once the run has ended */
  readonly queue: {
    readonly attempt: number;
    readonly dueMarketAt: Date | null;
    readonly dueWallAt: Date | null;
    /** it waits for an invoked run */
    readonly waits: boolean;
  } | null;
};

const JSON_CHARS_MAX = 20_000;

export function toRunView(run: RunFacts): JobRunView {
  const { runId, functionId, functionName, status, error, queuedWallAt, endedWallAt } = run;
  return {
    runId,
    functionId,
    functionName,
    status,
    error,
    eventName: run.eventName ?? "",
    queuedMarketAt: run.queuedMarketAt.toISOString(),
    queuedWallAt: queuedWallAt.toISOString(),
    startedWallAt: run.startedWallAt?.toISOString() ?? null,
    endedWallAt: endedWallAt?.toISOString() ?? null,
    tookMs: endedWallAt && endedWallAt.getTime() - queuedWallAt.getTime(),
  };
}

export function toRunDetailView(run: RunDetailFacts, steps: readonly StepFacts[]): JobRunDetailView {
  const { queue } = run;
  const isLast = (place: number) => place === steps.length - 1;
  return {
    ...toRunView(run),
    steps: steps.map((step, place) => toStepView(step, isLast(place) && queue?.dueMarketAt != null)),
    failedTries: queue?.attempt ?? 0,
    dueMarketAt: queue?.dueMarketAt?.toISOString() ?? null,
    dueWallAt: queue?.dueWallAt?.toISOString() ?? null,
    eventJson: run.eventJson.slice(0, JSON_CHARS_MAX),
    outputJson: run.outputJson?.slice(0, JSON_CHARS_MAX) ?? null,
  };
}

/** A sleep is kept as ended when it begins: whether it still lasts is told by when the run goes on. */
function toStepView(step: StepFacts, isDueLater: boolean): JobStepView {
  const { name, kind, attempts, error } = step;
  const ended = step.failed ? "failed" : "done";
  const underWay = kind === "invoke" ? "waiting" : "retrying";
  const asleep = kind === "sleep" && isDueLater;
  const state = asleep ? "sleeping" : step.ended ? ended : underWay;
  return { name, kind, state, attempts, wallAt: step.wallAt.toISOString(), error };
}
