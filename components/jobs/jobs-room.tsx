"use client";
import { useRef } from "react";
import { cn } from "../ui/cn";
import { PanelBoundary } from "../ui/panel-boundary";
import { JobsPanel } from "./jobs-panel";
import { RunDrawer } from "./run-drawer";
import { RunsPanel } from "./runs-panel";
import { RUNS_TABLE_ID } from "./runs-table";
import { useJobUrl } from "./use-job-url";
import { useKnownRuns } from "./use-runs";

/** Background jobs: what there is and when it runs, below it what ran, and one run beside it. */
export function JobsRoom() {
  const { job, runId, change } = useJobUrl();
  const order = useKnownRuns(job);
  const opener = useRef<string | null>(null);
  const open = (id: string, from: "steps" | "last") => {
    opener.current = `${from}-${id}`;
    change({ run: id });
  };
  // a run may have left the page meanwhile: then the table itself takes the focus
  const returnTo = () =>
    [opener.current, `steps-${runId}`, `last-${runId}`, RUNS_TABLE_ID]
      .map((id) => (id === null ? null : document.getElementById(id)))
      .find((element) => element !== null) ?? null;
  return (
    <div className={cn("grid grid-cols-[minmax(0,1fr)] gap-2", runId && "beside")}>
      <PanelBoundary name="Jobs">
        <JobsPanel
          selected={job}
          onSelect={(functionId) => change({ job: functionId === job ? null : functionId })}
          onOpenRun={(id) => open(id, "last")}
        />
      </PanelBoundary>
      <PanelBoundary key={job} name="Runs">
        <RunsPanel
          job={job}
          runId={runId}
          onJob={(functionId) => change({ job: functionId })}
          onOpenRun={(id) => open(id, "steps")}
        />
      </PanelBoundary>
      {runId ? (
        <RunDrawer
          runId={runId}
          order={order}
          onMove={(id) => open(id, "steps")}
          onClose={() => change({ run: null })}
          returnTo={returnTo}
        />
      ) : null}
    </div>
  );
}
