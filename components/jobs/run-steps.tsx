import { CircleCheck, CircleX, Hourglass, type LucideIcon, Moon, RotateCw } from "lucide-react";
import type { JobRunDetailView, JobStepView } from "@/server/jobs/core/job-view";
import { formatCount } from "../ui/format-number";
import { Moment } from "../ui/moment";
import { FLOW, FLOW_STEP, PART, PART_TITLE } from "../ui/part";

const STATES: {
  readonly [state in JobStepView["state"]]: { readonly words: string; readonly icon: LucideIcon };
} = {
  done: { words: "done", icon: CircleCheck },
  failed: { words: "failed", icon: CircleX },
  retrying: { words: "failed, is tried again", icon: RotateCw },
  sleeping: { words: "sleeps", icon: Moon },
  waiting: { words: "waits for another job", icon: Hourglass },
};

const KINDS = { run: "", sleep: "sleep", invoke: "calls a job" } as const;

/** Every step in order: kept results never run again, so each says how many tries it took. */
export function RunSteps({ run }: { readonly run: JobRunDetailView }) {
  const { steps } = run;
  return (
    <section className={PART}>
      <h3 className={PART_TITLE}>
        Steps{" "}
        <span>
          {steps.length === 0 ? "none yet" : `${formatCount(steps.length)}, in the order they began`}
        </span>
      </h3>
      {steps.length === 0 ? (
        <p className="text-small text-text-2">
          {run.endedWallAt
            ? "This run ended without a step."
            : "A step appears here when its first try has ended."}
        </p>
      ) : (
        <ol className={FLOW}>
          {steps.map((step, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and steps only grow at their end
            <StepRow key={at} step={step} />
          ))}
        </ol>
      )}
    </section>
  );
}

function StepRow({ step }: { readonly step: JobStepView }) {
  const { words, icon: Icon } = STATES[step.state];
  const loud = step.state === "failed" || step.state === "retrying";
  return (
    <li className={FLOW_STEP}>
      <Moment iso={step.wallAt} format="clockMs" />
      <span className="min-w-0">
        <span className="font-medium">{step.name}</span>
        {KINDS[step.kind] ? <span className="text-text-3"> {KINDS[step.kind]}</span> : null}
        {step.error === null ? null : (
          <span className="block break-words text-text-2">
            {step.state === "done" ? "Earlier try: " : ""}
            {step.error}
          </span>
        )}
      </span>
      <span
        className={
          loud ? "inline-flex items-start gap-1 text-warn" : "inline-flex items-start gap-1 text-text-2"
        }
      >
        <Icon size={13} className="mt-0.5 flex-none" aria-hidden="true" />
        {words}
        {step.attempts > 1 ? `, ${formatCount(step.attempts)} tries` : ""}
      </span>
    </li>
  );
}
