"use client";
import type { JobRunView } from "@/server/jobs/core/job-view";
import { tookWords } from "../shared/took-words";
import { WorkState } from "../shared/work-state";
import type { Column, More } from "../table/column";
import { DataTable } from "../table/data-table";
import { cn } from "../ui/cn";
import { formatClock, zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { LINK } from "../ui/text";
import { useZone } from "../ui/zone";
import { eventWords } from "./event-words";

import { SoFar, waitedMs } from "./run-times";

type TableProps = {
  /** null while they are on their way */
  readonly runs: readonly JobRunView[] | null;
  readonly more: More | null;
  readonly selected: string | null;
  readonly onOpen: (runId: string) => void;
};

export const RUNS_TABLE_ID = "runs-table";
const idOf = (run: JobRunView) => run.runId;

/** Runs, newest first. A row opens its steps; columns give way while the drawer is beside the table. */
export function RunsTable({ runs, more, selected, onOpen }: TableProps) {
  const zone = useZone();
  return (
    <DataTable
      id={RUNS_TABLE_ID}
      label="Runs"
      rows={runs}
      columns={runColumns({ zone, at: runs?.[0]?.queuedWallAt ?? 0, selected, onOpen })}
      idOf={idOf}
      selected={selected}
      onOpen={onOpen}
      more={more}
    />
  );
}

type Options = Pick<TableProps, "selected" | "onOpen"> & {
  readonly zone: string;
  /** when the newest run was queued, which decides how the zone is called */
  readonly at: string | number;
};

const runColumns = ({ zone, at, selected, onOpen }: Options): readonly Column<JobRunView>[] => [
  {
    id: "job",
    label: "Job",
    phone: true,
    cell: (run) => (
      <>
        <span className="font-medium">{run.functionName}</span>
        <span className="tablet:hidden block text-micro text-text-3">
          <Moment iso={run.startedWallAt ?? run.queuedWallAt} format="dayClock" />
        </span>
      </>
    ),
  },
  {
    id: "started",
    label: "Started",
    head: `Started, ${zoneLabel(at, zone)}`,
    className: "text-text-3",
    cell: (run) => (run.startedWallAt ? <Moment iso={run.startedWallAt} format="dayClock" /> : "not yet"),
  },
  { id: "status", label: "Status", phone: true, cell: (run) => <WorkState status={run.status} /> },
  {
    id: "waited",
    label: "Waited",
    right: true,
    beside: "hide",
    className: "text-text-2",
    cell: (run) => tookWords(waitedMs(run)),
  },
  {
    id: "took",
    label: "Took",
    right: true,
    phone: true,
    cell: (run) => (run.endedWallAt ? tookWords(run.tookMs) : <SoFar since={run.queuedWallAt} />),
  },
  {
    id: "by",
    label: "Started by",
    beside: "late",
    className: "text-text-2",
    cell: (run) => eventWords(run.eventName),
  },
  {
    id: "error",
    label: "Error",
    beside: "hide",
    cell: (run) => (
      <span className="block max-w-[32vw] truncate text-text-2" title={run.error ?? undefined}>
        {run.error ?? ""}
      </span>
    ),
  },
  {
    id: "steps",
    label: "Steps",
    head: <span className="sr-only">Steps</span>,
    right: true,
    phone: true,
    cell: (run) => (
      <button
        type="button"
        id={`steps-${run.runId}`}
        className={cn(LINK, "min-h-6 px-1")}
        aria-label={`Steps of ${run.functionName}, ${formatClock(run.queuedWallAt, zone)}`}
        aria-expanded={run.runId === selected}
        onClick={() => onOpen(run.runId)}
      >
        Steps
      </button>
    ),
  },
];
