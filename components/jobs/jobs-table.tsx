"use client";
import { Pause } from "lucide-react";
import type { JobFunctionView } from "@/server/jobs/core/job-view";
import { useLive } from "../live/live-provider";
import { useNow } from "../live/use-now";
import { WorkState } from "../shared/work-state";
import { Chip } from "../ui/chip";
import { formatCount, UNKNOWN } from "../ui/format-number";
import { formatAge, zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { ScrollBox } from "../ui/scroll-box";
import { useZone } from "../ui/zone";
import { JobActs } from "./job-acts";
import { triggerWords } from "./schedule-words";

type TableProps = {
  readonly jobs: readonly JobFunctionView[];
  readonly selected: string | null;
  readonly onSelect: (functionId: string) => void;
  readonly onOpenRun: (runId: string) => void;
};

/** One row a job. Its name shows its runs alone; its last run opens that run. */
export function JobsTable({ jobs, selected, onSelect, onOpenRun }: TableProps) {
  const zone = useZone();
  const at = jobs.find((job) => job.nextMarketAt !== null)?.nextMarketAt ?? 0;
  return (
    <ScrollBox label="Jobs, table">
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Job</th>
            <th scope="col" className="max-tablet:hidden beside-hide">
              Runs when
            </th>
            <th scope="col" className="max-tablet:hidden">
              Next, {zoneLabel(at, zone)}
            </th>
            <th scope="col">Last run</th>
            <th scope="col" className="r max-tablet:hidden beside-hide">
              Under way
            </th>
            <th scope="col" className="r max-tablet:hidden beside-hide">
              Failed, 24 h
            </th>
            <th scope="col">
              <span className="sr-only">Act</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <JobRow
              key={job.functionId}
              job={job}
              selected={job.functionId === selected}
              onSelect={() => onSelect(job.functionId)}
              onOpenRun={onOpenRun}
            />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

type RowProps = {
  readonly job: JobFunctionView;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onOpenRun: (runId: string) => void;
};

function JobRow({ job, selected, onSelect, onOpenRun }: RowProps) {
  return (
    <tr data-selected={selected}>
      <td>
        <span className="inline-flex items-center gap-2">
          <button
            type="button"
            className="min-h-6 rounded-control font-medium hover:underline"
            title={job.functionId}
            aria-pressed={selected}
            onClick={onSelect}
          >
            {job.name}
            <span className="sr-only">, show its runs alone</span>
          </button>
          {job.paused ? <PausedChip /> : null}
        </span>
        <span className="tablet:hidden block max-w-[44vw] pb-1 text-micro whitespace-normal text-text-3">
          <Triggers job={job} />
        </span>
      </td>
      <td className="max-tablet:hidden beside-hide max-w-96 whitespace-normal! text-text-2">
        <Triggers job={job} />
      </td>
      <td className="max-tablet:hidden">
        <Next job={job} />
      </td>
      <td>
        <LastRun job={job} onOpenRun={onOpenRun} />
      </td>
      <td className="r max-tablet:hidden beside-hide text-text-2">{formatCount(job.openRuns)}</td>
      <td
        className={
          job.failedLastDay > 0
            ? "r max-tablet:hidden beside-hide text-warn"
            : "r max-tablet:hidden beside-hide text-text-2"
        }
      >
        {formatCount(job.failedLastDay)}
      </td>
      <td className="r">
        <JobActs job={job} />
      </td>
    </tr>
  );
}

const PausedChip = () => (
  <Chip tone="warn">
    <Pause size={11} aria-hidden="true" />
    Paused
  </Chip>
);

function Triggers({ job }: { readonly job: JobFunctionView }) {
  if (job.triggers.length === 0) return <>only when another job calls it</>;
  const all = job.triggers.map((trigger) => ({ trigger, ...triggerWords(trigger) }));
  const schedulesFirst = [...all].sort((a, b) => Number(a.zone === null) - Number(b.zone === null));
  return schedulesFirst.map(({ trigger, words, zone }, at) => (
    <span key={trigger} title={zone === null ? undefined : trigger}>
      {at > 0 ? " or " : ""}
      {words}
      {zone === null ? null : <span className="text-text-3"> {zone}</span>}
    </span>
  ));
}

function Next({ job: { nextMarketAt, paused, scheduled } }: { readonly job: JobFunctionView }) {
  const marketAt = useLive((state) => state.view?.marketAt ?? null);
  if (nextMarketAt === null)
    return (
      <span className="text-text-3">
        {paused ? "not while paused" : scheduled ? UNKNOWN : "on its event"}
      </span>
    );
  const leftMs = marketAt === null ? null : Date.parse(nextMarketAt) - Date.parse(marketAt);
  return (
    <>
      <Moment iso={nextMarketAt} />
      {leftMs === null ? null : (
        <span className="beside-late text-text-3"> {leftMs > 0 ? `in ${formatAge(leftMs)}` : "now"}</span>
      )}
    </>
  );
}

function LastRun({
  job,
  onOpenRun,
}: {
  readonly job: JobFunctionView;
  readonly onOpenRun: (runId: string) => void;
}) {
  const now = useNow();
  const { lastRun } = job;
  if (!lastRun) return <span className="text-text-3">none yet</span>;
  const age = now === 0 ? UNKNOWN : `${formatAge(now - Date.parse(lastRun.queuedWallAt))} ago`;
  return (
    <button
      type="button"
      id={`last-${lastRun.runId}`}
      className="inline-flex min-h-6 flex-wrap items-center gap-x-2 rounded-control text-left min-[761px]:flex-nowrap"
      onClick={() => onOpenRun(lastRun.runId)}
    >
      <WorkState status={lastRun.status} />
      <span className="text-text-3">{age}</span>
      <span className="sr-only">, open the last run of {job.name}</span>
    </button>
  );
}
