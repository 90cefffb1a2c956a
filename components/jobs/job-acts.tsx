"use client";
import { useMutation } from "@tanstack/react-query";
import { Pause, Play, RotateCcw, StepForward } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { JobFunctionView, JobRunView } from "@/server/jobs/core/job-view";
import { newRunId } from "../commands/new-run-id";
import { useTRPC, useTRPCClient } from "../trpc/client";
import { Button } from "../ui/button";
import { useJobAct } from "./use-job-act";

// fetched when it is first opened
const AskDialog = dynamic(() => import("../approvals/ask-dialog").then(({ AskDialog }) => AskDialog), {
  ssr: false,
});

type ActProps = { readonly job: JobFunctionView };

/** Run now, where a schedule makes that possible, and pause or unpause. The row changes when the server says so. */
export function JobActs({ job }: ActProps) {
  return (
    <span className="inline-flex gap-1">
      {job.scheduled && !job.paused ? <RunNowButton job={job} /> : null}
      {job.paused ? (
        <UnpauseButton job={job} />
      ) : job.stops === null ? (
        <PauseJobButton job={job} />
      ) : (
        <AskPauseButton job={job} stops={job.stops} />
      )}
    </span>
  );
}

function RunNowButton({ job: { functionId, name } }: ActProps) {
  const trpc = useTRPC();
  const { runIdFor, options } = useJobAct(`${name}: asked to run. It begins within a second.`);
  const { mutate, isPending } = useMutation(trpc.jobs.runNow.mutationOptions(options));
  const input = { functionId };
  return (
    <Button size="small" disabled={isPending} onClick={() => mutate({ runId: runIdFor(input), input })}>
      <StepForward size={12} aria-hidden="true" />
      <span className="max-tablet:sr-only">{isPending ? "Asking" : "Run now"}</span>{" "}
      <span className="sr-only">{name}</span>
    </Button>
  );
}

function PauseJobButton({ job: { functionId, name } }: ActProps) {
  const trpc = useTRPC();
  const { runIdFor, options } = useJobAct(
    `${name} paused. It starts no runs, and what it misses is not made up for.`,
  );
  const { mutate, isPending } = useMutation(trpc.jobs.pause.mutationOptions(options));
  const input = { functionId };
  return (
    <Button size="small" disabled={isPending} onClick={() => mutate({ runId: runIdFor(input), input })}>
      <Pause size={12} aria-hidden="true" />
      <span className="max-tablet:sr-only">{isPending ? "Pausing" : "Pause"}</span>{" "}
      <span className="sr-only">{name}</span>
    </Button>
  );
}

/** A job that trading or safety needs: pausing it waits for its owner's click on a card that says what stops. */
function AskPauseButton({ job: { functionId, name }, stops }: ActProps & { readonly stops: string }) {
  const client = useTRPCClient();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        <Pause size={12} aria-hidden="true" />
        <span className="max-tablet:sr-only">Pause…</span> <span className="sr-only">{name}</span>
      </Button>
      {asking ? (
        <AskDialog
          title={`Pause "${name}"`}
          description={`${stops}. It waits for your click.`}
          done={`${name} paused.`}
          act="jobs.pause"
          ask={() => client.jobs.pause.mutate({ runId: newRunId(), input: { functionId } })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

function UnpauseButton({ job: { functionId, name } }: ActProps) {
  const trpc = useTRPC();
  const { runIdFor, options } = useJobAct(`${name} runs again from its next trigger on.`);
  const { mutate, isPending } = useMutation(trpc.jobs.unpause.mutationOptions(options));
  const input = { functionId };
  return (
    <Button size="small" disabled={isPending} onClick={() => mutate({ runId: runIdFor(input), input })}>
      <Play size={12} aria-hidden="true" />
      <span className="max-tablet:sr-only">{isPending ? "Unpausing" : "Unpause"}</span>{" "}
      <span className="sr-only">{name}</span>
    </Button>
  );
}

type ReplayProps = { readonly run: Pick<JobRunView, "runId" | "functionName"> };

/** Runs the function again with the event of this run. */
export function ReplayButton({ run: { runId, functionName } }: ReplayProps) {
  const trpc = useTRPC();
  const { runIdFor, options } = useJobAct(
    `${functionName}: asked to run again. A new run begins within a second.`,
  );
  const { mutate, isPending } = useMutation(trpc.jobs.replay.mutationOptions(options));
  const input = { runId };
  return (
    <Button disabled={isPending} onClick={() => mutate({ runId: runIdFor(input), input })}>
      <RotateCcw size={14} aria-hidden="true" />
      {isPending ? "Asking" : "Replay"}
    </Button>
  );
}
