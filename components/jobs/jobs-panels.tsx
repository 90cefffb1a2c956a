"use client";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useRef } from "react";
import { Beside } from "../table/beside";
import { PanelBoundary } from "../ui/panel-boundary";
import { jobsAddress } from "./jobs-address";
import { JobsPanel } from "./jobs-panel";
import { RunsPanel } from "./runs-panel";
import { RUNS_TABLE_ID } from "./runs-table";
import { useKnownRuns } from "./use-runs";

// fetched when it is first opened
const RunDrawer = dynamic(() => import("./run-drawer").then(({ RunDrawer }) => RunDrawer), { ssr: false });

/** Background jobs: what there is and when it runs, below it what ran, and one run beside it. */
export function JobsPanels() {
  const [{ job, run: runId }, change] = useQueryStates(jobsAddress);
  const order = useKnownRuns(job);
  const opener = useRef<string | null>(null);
  const open = (id: string, from: "steps" | "last") => {
    opener.current = `${from}-${id}`;
    void change({ run: id });
  };
  // a run may have left the page meanwhile: then the table itself takes the focus
  const returnTo = () =>
    [opener.current, `steps-${runId}`, `last-${runId}`, RUNS_TABLE_ID]
      .map((id) => (id === null ? null : document.getElementById(id)))
      .find((element) => element !== null) ?? null;
  return (
    <Beside open={runId !== null} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <PanelBoundary name="Jobs">
        <JobsPanel
          selected={job}
          onSelect={(functionId) => void change({ job: functionId === job ? null : functionId })}
          onOpenRun={(id) => open(id, "last")}
        />
      </PanelBoundary>
      <PanelBoundary key={job} name="Runs">
        <RunsPanel
          job={job}
          runId={runId}
          onJob={(functionId) => void change({ job: functionId })}
          onOpenRun={(id) => open(id, "steps")}
        />
      </PanelBoundary>
      {runId ? (
        <RunDrawer
          runId={runId}
          order={order}
          onMove={(id) => open(id, "steps")}
          onClose={() => void change({ run: null })}
          returnTo={returnTo}
        />
      ) : null}
    </Beside>
  );
}
