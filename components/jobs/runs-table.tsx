"use client";
import type { JobRunView } from "@/server/jobs/core/job-view";
import { tookWords } from "../shared/took-words";
import { WorkState } from "../shared/work-state";
import { cn } from "../ui/cn";
import { formatClock, zoneLabel } from "../ui/format-time";
import { Moment } from "../ui/moment";
import { ScrollBox } from "../ui/scroll-box";
import { LINK } from "../ui/text";
import { useZone } from "../ui/zone";
import { eventWords } from "./event-words";
import { SoFar, waitedMs } from "./run-times";

type TableProps = {
  readonly runs: readonly JobRunView[];
  readonly selected: string | null;
  readonly onOpen: (runId: string) => void;
};

export const RUNS_TABLE_ID = "runs-table";

/** Runs, newest first. A row opens its steps; columns give way while the drawer is beside the table. */
export function RunsTable({ runs, selected, onOpen }: TableProps) {
  const zone = useZone();
  return (
    <ScrollBox id={RUNS_TABLE_ID} label="Runs, table">
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">Job</th>
            <th scope="col" className="max-tablet:hidden">
              Started, {zoneLabel(runs[0]?.queuedWallAt ?? 0, zone)}
            </th>
            <th scope="col">Status</th>
            <th scope="col" className="r max-tablet:hidden beside-hide">
              Waited
            </th>
            <th scope="col" className="r">
              Took
            </th>
            <th scope="col" className="max-tablet:hidden beside-late">
              Started by
            </th>
            <th scope="col" className="max-tablet:hidden beside-hide">
              Error
            </th>
            <th scope="col">
              <span className="sr-only">Steps</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow
              key={run.runId}
              run={run}
              selected={run.runId === selected}
              onOpen={() => onOpen(run.runId)}
            />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

type RowProps = { readonly run: JobRunView; readonly selected: boolean; readonly onOpen: () => void };

function RunRow({ run, selected, onOpen }: RowProps) {
  const zone = useZone();
  return (
    <tr
      className="cursor-pointer"
      data-selected={selected}
      aria-current={selected || undefined}
      onClick={onOpen}
    >
      <td>
        <span className="font-medium">{run.functionName}</span>
        <span className="tablet:hidden block text-micro text-text-3">
          <Moment iso={run.startedWallAt ?? run.queuedWallAt} format="dayClock" />
        </span>
      </td>
      <td className="max-tablet:hidden text-text-3">
        {run.startedWallAt ? <Moment iso={run.startedWallAt} format="dayClock" /> : "not yet"}
      </td>
      <td>
        <WorkState status={run.status} />
      </td>
      <td className="r max-tablet:hidden beside-hide text-text-2">{tookWords(waitedMs(run))}</td>
      <td className="r">{run.endedWallAt ? tookWords(run.tookMs) : <SoFar since={run.queuedWallAt} />}</td>
      <td className="max-tablet:hidden beside-late text-text-2">{eventWords(run.eventName)}</td>
      <td className="max-tablet:hidden beside-hide">
        <span className="block max-w-[32vw] truncate text-text-2" title={run.error ?? undefined}>
          {run.error ?? ""}
        </span>
      </td>
      <td className="r">
        <button
          type="button"
          id={`steps-${run.runId}`}
          className={cn(LINK, "min-h-6 px-1")}
          aria-label={`Steps of ${run.functionName}, ${formatClock(run.queuedWallAt, zone)}`}
          aria-expanded={selected}
          onClick={(event) => {
            event.stopPropagation();
            onOpen();
          }}
        >
          Steps
        </button>
      </td>
    </tr>
  );
}
