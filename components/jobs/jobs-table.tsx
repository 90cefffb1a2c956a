"use client";
import { Pause } from "lucide-react";
import type { JobFunctionView } from "@/server/jobs/core/job-view";
import { useLive } from "../live/live-provider";
import { useNow } from "../live/use-now";
import { WorkState } from "../shared/work-state";
import { GIVES_WAY } from "../table/beside";
import type { Column } from "../table/column";
import { DataTable } from "../table/data-table";
import { Chip } from "../ui/chip";
import { cn } from "../ui/cn";
import { formatCount, UNKNOWN } from "../ui/format-number";
import { formatAge, zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { useZone } from "../ui/zone";
import { JobActs } from "./job-acts";
import { triggerWords } from "./schedule-words";

type TableProps = {
  /** null while they are on their way */
  readonly jobs: readonly JobFunctionView[] | null;
  readonly selected: string | null;
  readonly onSelect: (functionId: string) => void;
  readonly onOpenRun: (runId: string) => void;
};

const idOf = (job: JobFunctionView) => job.functionId;

/** One row a job. Its name shows its runs alone; its last run opens that run. */
export function JobsTable({ jobs, selected, onSelect, onOpenRun }: TableProps) {
  const zone = useZone();
  const at = jobs?.find((job) => job.nextMarketAt !== null)?.nextMarketAt ?? 0;
  const columns = jobColumns({ zone: zoneLabel(at, zone), selected, onSelect, onOpenRun });
  return <DataTable label="Jobs" rows={jobs} columns={columns} idOf={idOf} selected={selected} fit="whole" />;
}

type Options = Omit<TableProps, "jobs"> & {
  /** the zone's own name, once, in the head of the times */
  readonly zone: string;
};

const jobColumns = ({ zone, selected, onSelect, onOpenRun }: Options): readonly Column<JobFunctionView>[] => [
  {
    id: "job",
    label: "Job",
    phone: true,
    cell: (job) => (
      <>
        <span className="inline-flex items-center gap-2">
          <button
            type="button"
            className="min-h-6 rounded-control font-medium hover:underline"
            title={job.functionId}
            aria-pressed={job.functionId === selected}
            onClick={() => onSelect(job.functionId)}
          >
            {job.name}
            <span className="sr-only">, show its runs alone</span>
          </button>
          {job.paused ? <PausedChip /> : null}
        </span>
        <span className="tablet:hidden block max-w-[44vw] pb-1 text-micro whitespace-normal text-text-3">
          <Triggers job={job} />
        </span>
      </>
    ),
  },
  {
    id: "when",
    label: "Runs when",
    beside: "hide",
    className: "max-w-96 whitespace-normal text-text-2",
    cell: (job) => <Triggers job={job} />,
  },
  { id: "next", label: "Next", head: `Next, ${zone}`, cell: (job) => <Next job={job} /> },
  {
    id: "last",
    label: "Last run",
    phone: true,
    cell: (job) => <LastRun job={job} onOpenRun={onOpenRun} />,
  },
  {
    id: "open",
    label: "Under way",
    right: true,
    beside: "hide",
    cell: (job) => <span className="text-text-2">{formatCount(job.openRuns)}</span>,
  },
  {
    id: "failed",
    label: "Failed, 24 h",
    right: true,
    beside: "hide",
    cell: (job) => (
      <span className={job.failedLastDay > 0 ? "text-warn" : "text-text-2"}>
        {formatCount(job.failedLastDay)}
      </span>
    ),
  },
  {
    id: "act",
    label: "Act",
    head: <span className="sr-only">Act</span>,
    right: true,
    phone: true,
    cell: (job) => <JobActs job={job} />,
  },
];

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
        <span className={cn(GIVES_WAY.late, "text-text-3")}>
          {" "}
          {leftMs > 0 ? `in ${formatAge(leftMs)}` : "now"}
        </span>
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
